// The browser half of the specs: `npm run test:browser` bundles them and starts karma with this.
import { readFileSync } from 'node:fs';
import { bundleSpecs } from './tools/bundle-specs.mjs';
import { chromiumFlags } from './tools/chromium-flags.mjs';
import { findBrowser } from './tools/find-browser.mjs';
import { createKarmaReporter } from './tools/karma-reporter.mjs';
import { createRealServer } from './tools/real-server.mjs';

export default async function configure(config) {
  const browser = await findBrowser();
  process.env.CHROME_BIN = browser.path;
  const { script } = await bundleSpecs('browser', config.specFilters);

  config.set({
    basePath: '',
    frameworks: ['jasmine'],
    plugins: [
      'karma-jasmine',
      'karma-chrome-launcher',
      {
        'middleware:real': ['factory', createRealServer],
        'preprocessor:source-map': ['factory', createSourceMapReader],
        'reporter:specs': ['factory', createKarmaReporter],
      },
    ],
    files: [
      { pattern: script, type: 'module', watched: false },
      { pattern: `${script}.map`, included: false, watched: false },
    ],
    preprocessors: { [script]: ['source-map'] },
    beforeMiddleware: ['real'], // so the specs reach a real server of their own origin under /real/
    reporters: ['specs'],
    browsers: ['Chromium'],
    customLaunchers: { Chromium: { base: 'Chrome', flags: [...chromiumFlags, ...browser.flags] } },
    client: {
      jasmine: {
        random: true,
        seed: process.env.SEED,
        forbidDuplicateNames: true,
        failSpecWithNoExpectations: true,
        timeoutInterval: 10_000,
      },
    },
    // A spec may keep the page busy for seconds on a loaded machine: that is no lost browser.
    pingTimeout: 120_000,
    browserNoActivityTimeout: 120_000,
    browserDisconnectTimeout: 30_000,
    hostname: '127.0.0.1',
    listenAddress: '127.0.0.1',
    singleRun: true,
    autoWatch: false,
    logLevel: config.LOG_WARN,
  });
}

/** Hands the bundle's source map to karma, so that stack traces name the TypeScript. */
function createSourceMapReader() {
  return (content, file, done) => {
    file.sourceMap = JSON.parse(readFileSync(`${file.originalPath}.map`, 'utf8'));
    done(content);
  };
}
