/** Counts the listeners that a signal is given, and those that it still has. */
export function countListeners(signal: AbortSignal): { readonly added: () => number; readonly left: () => number } {
  const current = new Set<unknown>();
  let added = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>): void => {
    added++;
    current.add(args[1]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>): void => {
    current.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  return { added: () => added, left: () => current.size };
}
