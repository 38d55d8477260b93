import { toPairs, type HeaderList } from './header-list.js';

/** Headers that can be read but not changed; as the argument of `new Headers()` they give a copy that can. */
export class ImmutableHeaders extends Headers {
  constructor(list: HeaderList) {
    super(toPairs(list));
  }

  override append(): never {
    throw refusal();
  }

  override delete(): never {
    throw refusal();
  }

  override set(): never {
    throw refusal();
  }
}

function refusal(): TypeError {
  return new TypeError('A request is immutable: use request.clone({ setHeaders: { … } }) instead.');
}
