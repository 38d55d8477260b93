import crossFetch from 'cross-fetch';

/** The fetch for platforms that have none; package `imports` put `no-fetch` in its place where the platform always has one. */
const fetch: typeof globalThis.fetch | undefined = crossFetch;
export default fetch;
