import { ignoreElements, map, merge, NEVER, retry, takeUntil, timer, type Observable } from 'rxjs';
import { chunks } from '../../src/streaming/index.js';
import { createHttpClient, response, type AnswerHead, type HttpRequest, type ResiliencePolicy } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { instantTransport } from '../support/instant-transport.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/';

/** What a policy hears of a call's answers, each told as `attempt status header time`. */
function hearing(log: string[], now: () => number, policy: ResiliencePolicy = (source) => source): ResiliencePolicy {
  return (source, request) => {
    const heard = request!.answers$.pipe(
      map(({ attempt, status, headers }) => log.push(`${attempt} ${status} ${headers.get('x')} ${now()}`)),
      ignoreElements(),
    );
    return merge(heard, policy(source, request));
  };
}

describe('HttpRequest.answers$', () => {
  it('tells the head of each attempt, when it comes and whatever its status', () => {
    inVirtualTime(({ scheduler, expectObservable, flush }) => {
      const log: string[] = [];
      const transport = createMarbleTransport().answer(
        /./,
        { marbles: '--h---|', values: { h: { status: 503, headers: { x: 'a' } } } },
        { marbles: '---#' },
        { marbles: '-h---v|', values: { h: { status: 200, headers: { x: 'b' } }, v: '1' } },
      );
      const policy = hearing(
        log,
        () => scheduler.now(),
        (source) => source.pipe(retry(2)),
      );
      expectObservable(
        createHttpClient({ transport, policy })
          .get(url)
          .pipe(takeUntil(timer(50))),
      ).toBe('15ms a 34ms |', { a: 1 });
      flush();
      expect(log).toEqual(['1 503 a 2', '3 200 b 10']);
    });
  });

  it('tells it before the decoder gets the response', () => {
    const order: string[] = [];
    const policy: ResiliencePolicy = (source, request) => {
      request!.answers$.subscribe({ next: () => order.push('told'), error: fail });
      return source;
    };
    const as = (): Observable<never> => {
      order.push('decoded');
      return NEVER;
    };
    createHttpClient({ transport: instantTransport(), policy }).get(url, { as }).subscribe();
    expect(order).toEqual(['told', 'decoded']);
  });

  it('is one for all copies and attempts of a call, and another one for each call', () => {
    const heads: [string, AnswerHead][] = [];
    const requests: HttpRequest[] = [];
    const transport = instantTransport(() => ({ status: 204 }));
    const http = createHttpClient({
      transport,
      interceptors: [
        (request, next) => {
          requests.push(request);
          return next(request.clone({ url: 'https://b.example/', attempt: 7 }));
        },
      ],
      policy: (source, request) => {
        request!.clone().answers$.subscribe({ next: (head) => heads.push([request!.id, head]), error: fail });
        return source;
      },
    });
    const call$ = http.get(url);
    call$.subscribe();
    requests[0]!.answers$.subscribe({ next: (head) => heads.push(['late', head]), error: fail });
    transport.requests[0]!.answers$.subscribe({ next: () => fail('the call was answered before'), error: fail });
    call$.subscribe();
    expect(heads.map(([who, { attempt, status }]) => `${who} ${attempt} ${status}`)).toEqual(['1 1 204', '2 1 204']);
  });

  it('has told of an answer while its body still streams', () => {
    inVirtualTime(({ scheduler, flush }) => {
      const log: string[] = [];
      const transport = createMarbleTransport().answer(/./, { marbles: '-h--a--b|', values: { h: { headers: { x: 'a' } } } });
      const http = createHttpClient({ transport, policy: hearing(log, () => scheduler.now()) });
      http.get(url, { as: chunks() }).subscribe(() => log.push(`chunk ${scheduler.now()}`));
      flush();
      expect(log).toEqual(['1 200 a 1', 'chunk 4', 'chunk 7']);
    });
  });

  it('is told to all who listen at once, and breaks no answer when one of them fails', () => {
    const told: string[] = [];
    const policy: ResiliencePolicy = (source, request) => {
      const failing = request!.answers$.pipe(
        map(() => {
          throw new Error('broken');
        }),
      );
      failing.subscribe({ error: () => told.push('broken') });
      for (const name of ['a', 'b']) request!.answers$.subscribe({ next: () => told.push(name), error: fail });
      return source;
    };
    const transport = instantTransport(() => ({ status: 204 }));
    createHttpClient({ transport, policy })
      .get(url)
      .subscribe({ error: fail, complete: () => told.push('complete') });
    expect(told).toEqual(['broken', 'a', 'b', 'complete']);
  });

  it('gives the headers as they came', () => {
    let told: AnswerHead | undefined;
    const policy: ResiliencePolicy = (source, request) => {
      request!.answers$.subscribe({ next: (head) => (told = head), error: fail });
      return source;
    };
    const transport = instantTransport(() => ({ headers: { 'x-ratelimit-remaining-tokens': '5' } }));
    createHttpClient({ transport, policy }).get(url, { as: response() }).subscribe();
    expect(told?.headers.get('x-ratelimit-remaining-tokens')).toBe('5');
  });

  it('shows in nothing that is printed of a request', () => {
    const transport = instantTransport(() => ({ headers: { 'set-cookie': 's3cret' } }));
    createHttpClient({ transport, policy: (source, request) => merge(source, request!.answers$.pipe(ignoreElements())) })
      .get(url)
      .subscribe();
    const [request] = transport.requests;
    const printed = (request as unknown as Record<symbol, () => unknown>)[Symbol.for('nodejs.util.inspect.custom')]!();
    expect(Object.keys(request!)).toEqual([]);
    for (const shown of [JSON.parse(JSON.stringify(request)), printed]) {
      expect(Object.keys(shown as object)).toEqual(['id', 'attempt', 'method', 'url']);
    }
  });
});
