import { Subject, type Observable } from 'rxjs';

/** The head of an answer to one attempt of a call. */
export interface AnswerHead {
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly status: number;
  readonly headers: Headers;
}

/** The heads of the answers to one call. Its subject is made for the first who wants to hear them. */
export class AnswerHeads {
  #heads: Subject<AnswerHead> | undefined;

  get heads$(): Observable<AnswerHead> {
    return (this.#heads ??= new Subject()).asObservable();
  }

  tell(attempt: number, { status, headers }: Omit<AnswerHead, 'attempt'>): void {
    this.#heads?.next({ attempt, status, headers });
  }
}
