import { mergeMap, NEVER, of, retry, tap, timer } from 'rxjs';
import { createHttpClient, response, type HttpClientOptions, type RequestOptions } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { countListeners } from '../support/count-listeners.js';
import { instantTransport } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x';
const REASON = { why: 'the user left' };

describe('signal', () => {
  it('errors with its reason when it has aborted already; nothing is built or sent', async () => {
    const transport = instantTransport();
    const types: string[] = [];
    const http = createHttpClient({ transport, headers: () => fail('headers were asked for') as never });
    http.events$.subscribe(({ type }) => types.push(type));
    const { error } = await outcomeOf(http.post(url, () => fail('the factory was called') as never, { signal: AbortSignal.abort(REASON) }));
    expect(error).toBe(REASON);
    expect(transport.requests.length).toBe(0);
    expect(types).toEqual([]);
  });

  it('errors with the DOMException of a plain abort(), the same object', async () => {
    const signal = AbortSignal.abort();
    const { error } = await outcomeOf(createHttpClient({ transport: instantTransport() }).get(url, { signal }));
    expect(error).toBe(signal.reason);
    expect((error as DOMException).name).toBe('AbortError');
  });

  it('hears nothing before the subscription', () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    createHttpClient({ transport: instantTransport() }).get(url, { signal });
    expect(listeners.added()).toBe(0);
  });

  const phases: [
    phase: string,
    at: number,
    client: HttpClientOptions,
    request: RequestOptions<unknown>,
    marbles: string,
    outcome: string[],
  ][] = [
    ['headers are waited for', 3, { headers: () => NEVER }, {}, '-h|', []],
    ['an interceptor waits', 3, { interceptors: [(request, next) => timer(9).pipe(mergeMap(() => next(request)))] }, {}, '-h|', []],
    ['the head is waited for', 3, {}, {}, '-----h|', ['aborted 3']],
    ['the body is read', 3, {}, {}, '-h-a-b|', ['aborted 3']],
    ["a refused answer's body is read", 3, {}, { acceptStatus: () => false }, '-h-a-b|', ['aborted 3']],
    ['the policy waits', 3, { policy: (source) => source.pipe(retry({ delay: 9 })) }, {}, '-#', ['failed 1']],
    ['the policy waits before any attempt', 3, { policy: (source) => timer(9).pipe(mergeMap(() => source)) }, {}, '-#', []],
    ['a retry runs', 6, { policy: (source) => source.pipe(retry({ delay: 3 })) }, {}, '--#', ['failed 2', 'aborted 6']],
    ['the policy would retry the abort itself', 3, { policy: (source) => source.pipe(retry(5)) }, {}, '-----h|', ['aborted 3']],
  ];
  for (const [phase, at, client, request, marbles, outcome] of phases) {
    it(`aborted while ${phase} ends all of it in that frame with its reason, and no listener stays`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const controller = new AbortController();
        const listeners = countListeners(controller.signal);
        const transport = createMarbleTransport().answer(/./, marbles);
        const x$ = createHttpClient({ transport, ...client }).get(url, { ...request, signal: controller.signal });
        timer(at).subscribe(() => controller.abort(REASON));
        expectObservable(x$).toBe(`${'-'.repeat(at)}#`, undefined, REASON);
        flush();
        expect(transport.requests.map(({ outcome, endedAt }) => `${outcome} ${endedAt}`)).toEqual(outcome);
        expect(listeners.added()).toBeGreaterThan(0);
        expect(listeners.left()).toBe(0);
      });
    });
  }

  it('aborted while the body of a response() is read errors the body with its reason', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const controller = new AbortController();
      const listeners = countListeners(controller.signal);
      const transport = createMarbleTransport().answer(/./, '-h-a-b|');
      const http = createHttpClient({ transport });
      const body$ = http.get(url, { as: response(), signal: controller.signal }).pipe(mergeMap(({ body }) => body));
      timer(4).subscribe(() => controller.abort(REASON));
      expectObservable(
        body$.pipe(
          tap((chunk) => expect(chunk).toEqual(new Uint8Array([97]))),
          mergeMap(() => of('a')),
        ),
      ).toBe('---a#', undefined, REASON);
      flush();
      expect(transport.expectOne(/./).outcome).toBe('aborted');
      expect(listeners.left()).toBe(0);
    });
  });

  it('aborted before the body of a response() is subscribed to errors the body at once', () => {
    inVirtualTime(({ expectObservable }) => {
      const controller = new AbortController();
      const transport = createMarbleTransport().answer(/./, '-h-a-b|');
      const late$ = createHttpClient({ transport })
        .request('GET', url, { signal: controller.signal })
        .pipe(mergeMap(({ body }) => timer(2).pipe(mergeMap(() => body))));
      timer(2).subscribe(() => controller.abort(REASON));
      expectObservable(late$).toBe('---#', undefined, REASON);
    });
  });

  const ends: [end: string, marbles: string, unsubscription?: string][] = [
    ['completion', '-h-a|'],
    ['an error', '-#'],
    ['a broken body', '-h-#'],
    ['a body that is no JSON', '-h-{|'],
    ['an unsubscription before the head', '----h|', '^-!'],
    ['an unsubscription in the body', '-h---a|', '^-!'],
  ];
  for (const [end, marbles, unsubscription = '^----------!'] of ends) {
    it(`keeps no listener after ${end}, and its later abort does nothing`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const controller = new AbortController();
        const listeners = countListeners(controller.signal);
        const transport = createMarbleTransport().answer(/./, { marbles, values: { a: '1' } });
        const outcomes: string[] = [];
        const x$ = createHttpClient({ transport })
          .get(url, { signal: controller.signal })
          .pipe(
            tap({
              complete: () => outcomes.push('complete'),
              error: () => outcomes.push('error'),
              unsubscribe: () => outcomes.push('left'),
            }),
          );
        expectObservable(x$.pipe(mergeMap(() => NEVER)), unsubscription);
        flush();
        expect(listeners.left()).toBe(0);
        controller.abort(REASON);
        expect(outcomes.length).toBe(1);
      });
    });
  }

  it('has ended everything by the time the error is heard', () => {
    inVirtualTime(({ flush }) => {
      const controller = new AbortController();
      const transport = createMarbleTransport().answer(/./, '-----h|');
      const http = createHttpClient({ transport });
      const seen: unknown[] = [];
      http.events$.subscribe(({ type }) => seen.push(type));
      http.get(url, { signal: controller.signal }).subscribe({ error: () => seen.push(transport.requests[0]!.outcome) });
      controller.abort();
      flush();
      expect(seen).toEqual(['started', 'attempt', 'cancelled', 'aborted']);
    });
  });

  it('is heard by one listener for all requests of a client and of those that are extended from it', () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    const http = createHttpClient({ transport: () => NEVER });
    const running = [http, http.extend({}), http].map((client) => client.get(url, { signal }).subscribe());
    expect(listeners.added()).toBe(1);
    for (const subscription of running) {
      expect(listeners.left()).toBe(1);
      subscription.unsubscribe();
    }
    expect(listeners.left()).toBe(0);
  });

  it('is heard anew by a request that comes when all before have ended', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const http = createHttpClient({ transport: () => NEVER });
    const seen: unknown[] = [];
    http.get(url, { signal }).subscribe().unsubscribe();
    http.get(url, { signal }).subscribe({ error: (error: unknown) => seen.push(error) });
    controller.abort(REASON);
    expect(seen).toEqual([REASON]);
  });

  it('leaves other requests alone', () => {
    inVirtualTime(({ expectObservable }) => {
      const controller = new AbortController();
      const transport = createMarbleTransport().answer(/./, '-----h|');
      const http = createHttpClient({ transport });
      timer(3).subscribe(() => controller.abort(REASON));
      expectObservable(http.get(url, { signal: controller.signal })).toBe('---#', undefined, REASON);
      expectObservable(http.get(url, { signal: new AbortController().signal })).toBe('------(v|)', { v: undefined });
      expectObservable(http.get(url)).toBe('------(v|)', { v: undefined });
    });
  });
});
