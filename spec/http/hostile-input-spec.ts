import { CircuitBreaker, createHttpClient, HttpStatusError } from '../../src/index.js';
import { instantTransport } from '../support/instant-transport.js';
import { errorOf, outcomeOf } from '../support/outcome.js';

const HOSTILE = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';

describe('what comes from outside', () => {
  afterEach(() => {
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is no prototype when an answer says so', async () => {
    const http = createHttpClient({ baseUrl: 'https://a.example', transport: instantTransport(() => ({ body: HOSTILE })) });
    const { values } = await outcomeOf(http.get<object>('x'));
    expect(Object.getPrototypeOf(values[0])).toBe(Object.prototype);
    expect(Object.keys(values[0]!)).toEqual(['__proto__', 'constructor']);
  });

  it('is no prototype when an error says so, whose body is redacted field by field', async () => {
    const transport = instantTransport(() => ({ status: 500, body: HOSTILE, headers: { 'content-type': 'application/json' } }));
    const error = await errorOf(createHttpClient({ baseUrl: 'https://a.example', transport }).get('x'));
    expect(error).toBeInstanceOf(HttpStatusError);
    const body = (error as unknown as HttpStatusError).body as object;
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect((body as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is a body like any other when we send it', async () => {
    const transport = instantTransport(() => ({ body: '1' }));
    await outcomeOf(createHttpClient({ baseUrl: 'https://a.example', transport }).post('x', JSON.parse(HOSTILE) as object));
    expect(transport.requests[0]!.body).toBe(HOSTILE);
  });

  it('gives a circuit no options when a snapshot names more than it should', () => {
    const snapshot = {
      ...new CircuitBreaker().toJSON(),
      ...(JSON.parse('{"__proto__":{"status":"open"},"failureThreshold":1}') as object),
    };
    const breaker = new CircuitBreaker({ initialState: snapshot });
    breaker.tryAcquire()!.failure();
    expect(breaker.state$.value.status).toBe('closed');
  });
});
