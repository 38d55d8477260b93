/** Counts the listeners that a signal is given, and those that it still has. */
export function countListeners(signal: AbortSignal): { readonly added: () => number; readonly left: () => number } {
  const current = new Map<unknown, string>();
  let added = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>): void => {
    added++;
    current.set(args[1], args[0]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>): void => {
    if (current.get(args[1]) === args[0]) current.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  return { added: () => added, left: () => current.size };
}
