import type { SchedulerLike } from 'rxjs';
import type { Clock } from '../time/clock.js';
import { scheduleAfter } from '../time/schedule-after.js';
import type { AdmittedCall } from './circuit-permit.js';

/** What is slow; see `CircuitBreakerOptions`. */
export interface SlowCallRules {
  readonly slowCallRate?: number;
  readonly slowCallDuration: number;
  readonly scheduler: SchedulerLike;
}

/** Finds the calls that take longer than `slowCallDuration` to their first value or their end: by a timer of their own, or by then. */
export class SlowCalls {
  constructor(
    private readonly rules: () => SlowCallRules,
    private readonly clock: Clock,
    /** A running call has become slow. */
    private readonly onSlow: (call: AdmittedCall) => void,
  ) {}

  /**
   * A call is judged by the rules of its start. What ends in the very frame in which its time is up isn't slow: it takes longer
   * only behind that.
   */
  watch(call: AdmittedCall): void {
    const { slowCallRate, slowCallDuration, scheduler } = this.rules();
    if (slowCallDuration === Infinity) return;
    call.slowAfter = slowCallDuration;
    if (slowCallRate === undefined) return;
    call.slowTimer = scheduleAfter(scheduler, slowCallDuration, () => {
      call.slowTimer = scheduler.schedule(() => this.onSlow(call));
    });
  }

  /** Ends the watch; tells whether the call is slow without a timer having said so, which may have been late or missing. */
  isFound(call: AdmittedCall): boolean {
    if (call.hasAnswered) return false;
    call.hasAnswered = true;
    call.slowTimer?.unsubscribe();
    return !call.isSlow && call.slowAfter !== undefined && this.clock() - call.startedAt > call.slowAfter;
  }
}
