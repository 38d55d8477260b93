import { RequestTimeoutError } from '../../src/index.js';
import { playEventSource as play } from '../support/play-event-source.js';

describe('14: a stalled stream ends by its idle timeout, apart from the timeout until its head and from the total timeout', () => {
  it('a silence that is too long ends the connection, and another one takes over', () => {
    const { log, asked } = play(['h-1-2', 'h3', '(n|)'], { idleTimeout: 10 });
    expect(log).toEqual(['1@2', '2@4', '3@20', 'complete@40']);
    expect(asked).toEqual(['0', '19<2', '40<3']);
  });

  it('without reconnecting it is the error', () => {
    const { log, error } = play(['h-1'], { idleTimeout: 10, reconnect: false });
    expect(log).toEqual(['1@2', 'RequestTimeoutError@12']);
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect([(error as RequestTimeoutError).phase, (error as RequestTimeoutError).timeout]).toEqual(['idle', 10]);
    expect((error as RequestTimeoutError).request?.method).toBe('GET');
  });

  it('the wait for the head is another limit, and longer or shorter', () => {
    expect(play(['-'.repeat(15) + 'h1'], { idleTimeout: 10, reconnect: false }, { leaveAt: 20 }).log).toEqual(['1@16']);
    const late = play(['-'.repeat(15) + 'h1'], { timeout: 10, reconnect: false });
    expect(late.log).toEqual(['RequestTimeoutError@10']);
    expect((late.error as RequestTimeoutError).phase).toBe('first');
  });

  it('a stream that moves lasts as long as it likes', () => {
    const { log, asked } = play([`h${'---------1'.repeat(20)}`], { idleTimeout: 11, timeout: 5 }, { leaveAt: 205 });
    expect([log.length, asked]).toEqual([20, ['0']]);
  });

  it('comment lines count as life, unless told otherwise', () => {
    const comments = `h1${'----c'.repeat(10)}`;
    expect(play([comments], { idleTimeout: 10 }, { leaveAt: 50 }).asked).toEqual(['0']);
    expect(play([comments], { idleTimeout: 10, commentsKeepAlive: false }, { leaveAt: 18 }).asked).toEqual(['0', '16<1']);
  });

  it('a silence is no reason to end by default, whatever the timeout of the client', () => {
    expect(play([`h1${'-'.repeat(250)}2`], {}, { client: { timeout: 10 } }).log).toEqual(['1@1', '2@252']);
  });
});
