import type { BreakerModel, ModelAsks, ServiceName } from '../model.js';

/** What may be asked of a model, and of a breaker. */
export const MODEL_ASKS = [
  'play',
  'stopScenario',
  'setServer',
  'setStream',
  'setLoad',
  'setPolicy',
  'restore',
  'dispose',
] as const satisfies readonly (keyof ModelAsks)[];
export const BREAKER_ASKS = ['isolate', 'bypass', 'release', 'reset'] as const;

export type BreakerAsks = Pick<BreakerModel, (typeof BREAKER_ASKS)[number]>;

/** What is asked of a model on another thread. */
export type Command =
  | { [A in keyof ModelAsks]: { readonly ask: A; readonly args: Parameters<ModelAsks[A]> } }[keyof ModelAsks]
  | { readonly ask: keyof BreakerAsks; readonly of: ServiceName };

/** Whose life is to be told. */
export interface LifeWish {
  readonly lifeOf: string;
}

/** A worker, or what it sees of the page. */
export interface Port extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  postMessage(message: unknown): void;
}
