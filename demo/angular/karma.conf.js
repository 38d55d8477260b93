// `ng test` in the project's Chromium, with the demo's real server under /api.
import { chromiumFlags } from '../../tools/chromium-flags.mjs';
import { findBrowser } from '../../tools/find-browser.mjs';
import { createKarmaReporter } from '../../tools/karma-reporter.mjs';
import { createApi } from './server/api.mjs';

export default async function configure(config) {
  const browser = await findBrowser();
  process.env.CHROME_BIN = browser.path;

  config.set({
    frameworks: ['jasmine'],
    plugins: [
      'karma-jasmine',
      'karma-chrome-launcher',
      { 'middleware:api': ['factory', createApiMiddleware], 'reporter:specs': ['factory', createKarmaReporter] },
    ],
    beforeMiddleware: ['api'],
    reporters: ['specs'],
    countsFile: process.env.COUNTS_FILE,
    browsers: ['Chromium'],
    customLaunchers: { Chromium: { base: 'Chrome', flags: [...chromiumFlags, ...browser.flags] } },
    client: {
      jasmine: {
        random: true,
        seed: process.env.SEED,
        forbidDuplicateNames: true,
        failSpecWithNoExpectations: true,
        timeoutInterval: 60_000,
      },
    },
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

function createApiMiddleware() {
  const answer = createApi();
  return (request, response, next) => (request.url.startsWith('/api/') ? answer(request, response) : next());
}
