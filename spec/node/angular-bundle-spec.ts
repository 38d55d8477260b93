import { bundle } from '../support/bundle.js';

const interceptor = `export { breakwaterInterceptor, provideBreakwater } from 'breakwater/angular';`;

describe("a bundle of Angular's interceptor", () => {
  it('grows an application by less than 8 kB, a policy that retries included', async () => {
    const { gzipped } = await bundle(`${interceptor} export { retryBackoff } from 'breakwater';`);
    expect(gzipped).toBeGreaterThan(1_000);
    expect(gzipped).toBeLessThan(8_000);
  });

  it('brings no policy along that the application has not asked for', async () => {
    const { inputs } = await bundle(interceptor);
    expect(inputs).toContain('src/angular/breakwater-interceptor.ts');
    expect(inputs.filter((path) => /^src\/(policies|operators|protect)\//.test(path))).toEqual([]);
    expect(inputs.filter((path) => /transport/.test(path))).toEqual([]);
  });

  it('of an import that uses nothing is empty', async () => {
    expect((await bundle(`import 'breakwater/angular';`)).inputs).toEqual([]);
  });
});
