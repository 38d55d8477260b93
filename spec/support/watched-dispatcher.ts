import { Agent } from 'undici';
import type { DispatchController, DispatcherLike, DispatchHandler } from '../../src/undici/dispatcher.js';

/** A dispatcher that tells when an exchange is aborted, paused and resumed. */
export interface WatchedDispatcher extends DispatcherLike {
  readonly calls: { abort(): void; pause(): void; resume(): void };
}

export function watchedDispatcher(inner: DispatcherLike = new Agent()): WatchedDispatcher {
  const calls = { abort(): void {}, pause(): void {}, resume(): void {} };
  return {
    calls,
    dispatch(options, handler) {
      const told = handler as DispatchHandler;
      const onRequestStart = (controller: DispatchController): void => told.onRequestStart(watched(controller, calls));
      const passOn =
        (name: keyof DispatchHandler) =>
        (controller: DispatchController, ...args: unknown[]) =>
          (told[name] as (...args: unknown[]) => void)(controller, ...args);
      return inner.dispatch(options, {
        onRequestStart,
        onResponseStart: passOn('onResponseStart'),
        onResponseData: passOn('onResponseData'),
        onResponseEnd: passOn('onResponseEnd'),
        onResponseError: passOn('onResponseError'),
      });
    },
  };
}

function watched(controller: DispatchController, calls: WatchedDispatcher['calls']): DispatchController {
  return {
    get paused() {
      return controller.paused;
    },
    pause() {
      calls.pause();
      controller.pause();
    },
    resume() {
      calls.resume();
      controller.resume();
    },
    abort(reason) {
      calls.abort();
      controller.abort(reason);
    },
  };
}
