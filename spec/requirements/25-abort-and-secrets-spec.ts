import { map, type Observable } from 'rxjs';
import {
  createHttpClient,
  fetchTransport,
  logRequests,
  NetworkError,
  text,
  type HttpClient,
  type HttpClientEvent,
  type HttpClientOptions,
  type HttpResponse,
} from '../../src/index.js';
import { fakeFetch, settled, type FakeFetch } from '../support/fake-fetch.js';

const url = 'https://joe:s3cret@api.example.com/x?access_token=s3cret';
const chunks = ({ body }: HttpResponse): Observable<string> => body.pipe(map((chunk) => new TextDecoder().decode(chunk)));

function setup(options: HttpClientOptions = {}): { readonly fake: FakeFetch; readonly http: HttpClient; readonly aborts: jasmine.Spy } {
  const fake = fakeFetch();
  const aborts = spyOn(AbortController.prototype, 'abort').and.callThrough();
  return { fake, aborts, http: createHttpClient({ transport: fetchTransport({ fetch: fake.fetch }), ...options }) };
}

describe('25: unsubscribing aborts the body in the same frame; nothing is aborted after a normal end; chunks arrive as they come; no secret in errors, logs or events', () => {
  it('aborts before the head in the same frame', () => {
    const { fake, http } = setup();
    const subscription = http.get(url).subscribe();
    expect(fake.signals[0]!.aborted).toBeFalse();
    subscription.unsubscribe();
    expect(fake.signals[0]!.aborted).toBeTrue();
  });

  it('aborts and cancels the body in the same frame', async () => {
    const { fake, http } = setup();
    const values: string[] = [];
    const subscription = http.get(url, { as: chunks }).subscribe((chunk) => values.push(chunk));
    fake.answer();
    await settled();
    fake.chunk('a');
    await settled();
    subscription.unsubscribe();
    expect([fake.signals[0]!.aborted, fake.isCancelled]).toEqual([true, true]);
    expect(values).toEqual(['a']);
  });

  it('aborts in the frame in which a value makes its subscriber leave', async () => {
    const { fake, http } = setup();
    let wasAborted: boolean | undefined;
    const subscription = http.get(url, { as: chunks }).subscribe(() => {
      subscription.unsubscribe();
      wasAborted = fake.signals[0]!.aborted;
    });
    fake.answer();
    await settled();
    fake.chunk('a');
    await settled();
    expect([wasAborted, fake.signals[0]!.aborted, fake.isCancelled]).toEqual([true, true, true]);
  });

  it('aborts for a head that comes when nobody wants it any more, and shows it to nobody', async () => {
    const { fake, http } = setup();
    const subscription = http.get(url).subscribe({ next: fail, error: fail, complete: fail });
    fake.answer();
    subscription.unsubscribe();
    await settled();
    expect(fake.signals[0]!.aborted).toBeTrue();
  });

  const ends: [end: string, play: (fake: FakeFetch) => void | Promise<void>][] = [
    ['the end of the body', (fake) => fake.end()],
    ['a body that breaks off by itself', (fake) => fake.breakOff(new TypeError('terminated'))],
  ];
  for (const [end, play] of ends) {
    it(`aborts nothing after ${end}`, async () => {
      const { fake, http, aborts } = setup();
      const subscription = http.get(url, { as: text() }).subscribe({ error: () => undefined });
      fake.answer();
      await settled();
      fake.chunk('a');
      await settled();
      await play(fake);
      await settled();
      subscription.unsubscribe();
      expect(subscription.closed).toBeTrue();
      expect(aborts).not.toHaveBeenCalled();
      expect(fake.isCancelled).toBeFalse();
    });
  }

  it('aborts nothing after a refused connection', async () => {
    const { fake, http, aborts } = setup();
    let error: unknown;
    http.get(url).subscribe({ error: (thrown: unknown) => (error = thrown) });
    fake.refuse(new TypeError('fetch failed'));
    await settled();
    expect(error).toBeInstanceOf(NetworkError);
    expect(aborts).not.toHaveBeenCalled();
  });

  it('hands each chunk out when it comes, and asks for the next one only then', async () => {
    const { fake, http } = setup();
    const seen: string[] = [];
    http.get(url, { as: chunks }).subscribe({
      next: (chunk) => seen.push(`${chunk} after ${fake.pulls} pulls`),
      complete: () => seen.push('end'),
    });
    fake.answer();
    await settled();
    for (const chunk of ['a', 'b']) {
      fake.chunk(chunk);
      await settled();
      expect(seen.at(-1)).toMatch(`^${chunk} `);
    }
    fake.end();
    await settled();
    expect(seen).toEqual(['a after 1 pulls', 'b after 2 pulls', 'end']);
  });

  it('asks for nothing before the body is subscribed to', async () => {
    const { fake, http } = setup();
    http.request('GET', url).subscribe();
    fake.answer();
    await settled();
    expect(fake.pulls).toBe(0);
  });

  it('holds no secret in an error, its cause, a log line or an event', async () => {
    for (const failure of ['no answer', 'broken body']) {
      const lines: string[] = [];
      const events: HttpClientEvent[] = [];
      const log = (line: string): unknown => lines.push(line);
      const logger = { debug: log, info: log, warn: log, error: log };
      const fake = fakeFetch();
      const http = createHttpClient({
        transport: fetchTransport({ fetch: fake.fetch }),
        headers: () => ({ Authorization: 'Bearer s3cret', Cookie: 's3cret', 'X-Api-Key': 's3cret' }),
        interceptors: [logRequests(logger, { level: 'debug' })],
      });
      http.events$.subscribe((event) => events.push(event));
      let error!: Error & { cause: Error };
      http.post(url, { password: 's3cret' }).subscribe({ error: (thrown: unknown) => (error = thrown as never) });
      const cause = new TypeError('request to https://joe:s3cret@api.example.com/x?access_token=s3cret failed, Bearer s3cret');
      if (failure === 'no answer') fake.refuse(cause);
      else {
        fake.answer({ headers: { 'X-Token': 's3cret' } });
        await settled();
        fake.breakOff(cause);
      }
      await settled();
      expect(error).withContext(failure).toBeInstanceOf(NetworkError);
      const said = [error.message, error.stack, String(error), JSON.stringify(error), error.cause.message, error.cause.stack, ...lines];
      const told = events.map((event) => JSON.stringify(event));
      expect(lines.length).toBe(2);
      expect(told.length).toBeGreaterThan(3);
      expect([...said, ...told].join('\n')).not.toContain('s3cret');
      expect(error.cause.message).toContain('failed');
    }
  });
});
