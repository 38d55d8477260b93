/** Stands in for `cross-fetch` where the platform has a fetch of its own, so that bundles don't carry it. */
const fetch: typeof globalThis.fetch | undefined = undefined;
export default fetch;
