import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';

const root = new URL('../../', import.meta.url);
const at = (path: string): string => fileURLToPath(new URL(path, root));

/** The page is built from the library's sources, as a browser gets them. */
export default defineConfig({
  root: at('demo/dashboard/page'),
  base: './',
  logLevel: 'warn',
  resolve: {
    // RxJS has a build for browsers of today, which is smaller and faster than its usual one.
    conditions: ['es2015', ...defaultClientConditions],
    alias: [
      { find: /^breakwater$/, replacement: at('src/index.ts') },
      { find: /^breakwater\/streaming$/, replacement: at('src/streaming/index.ts') },
      { find: '#fetch', replacement: at('src/http/no-fetch.ts') },
    ],
  },
  build: {
    outDir: at('node_modules/.cache/breakwater/dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    modulePreload: { polyfill: false },
    // The worker is an entry of the same build, and not one by itself: what both threads need is there once.
    rollupOptions: {
      input: { index: at('demo/dashboard/page/index.html'), engine: at('demo/dashboard/page/engine-worker.ts') },
      output: { entryFileNames: ({ name }) => (name === 'engine' ? 'assets/engine.js' : 'assets/[name]-[hash].js') },
    },
  },
});
