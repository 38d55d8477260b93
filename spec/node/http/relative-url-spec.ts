import { createHttpClient, RequestError } from '../../../src/index.js';
import { instantTransport } from '../../support/instant-transport.js';
import { errorOf } from '../../support/outcome.js';

describe('a relative URL where there is no page', () => {
  it('is a RequestError of the stream, which asks for a baseUrl, and nothing is sent', async () => {
    const transport = instantTransport();
    const orders$ = createHttpClient({ transport }).get('/orders');
    const error = await errorOf(orders$);
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe('The URL "/orders" can\'t be resolved. It is relative, and there is no baseUrl.');
    expect(transport.requests.length).toBe(0);
  });
});
