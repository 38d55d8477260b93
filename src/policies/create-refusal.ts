/** How the errors of refusals are made. */
export interface RefusalOptions {
  /**
   * Whether a refusal's error captures its stack, which costs most of a refused call and tells only who subscribed. Without, `stack`
   * is the line of name and message. Default: false.
   */
  stackTraces?: boolean;
}

/** Makes the error of a refusal, without a captured stack unless it is asked for: `Error` is told to capture none meanwhile. */
export function createRefusal<E extends Error>(create: () => E, { stackTraces = false }: RefusalOptions): E {
  const platform = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = platform;
  // Where there is no such switch, or it is frozen, the error comes with its stack.
  if (stackTraces || stackTraceLimit === undefined || !Reflect.set(platform, 'stackTraceLimit', 0)) return create();
  try {
    return create();
  } finally {
    platform.stackTraceLimit = stackTraceLimit;
  }
}
