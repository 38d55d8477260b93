import { AnswerHeads } from './answer-heads.js';
import { HttpContext } from './http-context.js';

/** What all attempts and copies of one call's request share. */
export class RequestScope {
  readonly answers = new AnswerHeads();
  #context: HttpContext | undefined;

  constructor(
    readonly id: string,
    context: HttpContext | undefined,
  ) {
    this.#context = context;
  }

  /** The one that was given, or one that is made for the first who asks. */
  get context(): HttpContext {
    return (this.#context ??= new HttpContext());
  }
}
