import type { Action, History } from './history.js';
import { play, type Course } from './world.js';

/**
 * Leaves out whatever a finding doesn't need: halves of the actions first, then quarters, and so on down to single ones (the idea is
 * that of Zeller's delta debugging). What is left is found again by playing it.
 */
export function shrink(history: History, replay: (history: History) => Course = play): History {
  let { actions } = history;
  for (let size = Math.ceil(actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < actions.length;) {
      const fewer: Action[] = [...actions.slice(0, at), ...actions.slice(at + size)];
      if (replay({ ...history, actions: fewer }).finding === undefined) at += size;
      else actions = fewer;
    }
  }
  return { ...history, actions };
}
