/** Starts Debian's chromium for tests that need a real browser, and says when there is none. */

import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable'];
const EXECUTABLE = CANDIDATES.find((file) => existsSync(file));

/** Under CI a missing browser is a failure: there, tests that skip themselves would go unnoticed for ever. */
const IS_CI = process.env['CI'] === 'true';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `describe` for tests in a browser: skipped, and said so, where none is installed; under CI they run and fail. */
export function describeInBrowser(title: string, tests: (openPage: () => Promise<Page>) => void): void {
  if (EXECUTABLE === undefined && !IS_CI) {
    describe.skip(`${title} (skipped: chromium is not installed)`, () => tests(() => Promise.reject(new Error())));
  } else {
    describe(title, () => runInBrowser(tests));
  }
}

function runInBrowser(tests: (openPage: () => Promise<Page>) => void): void {
  let browser: Browser | undefined;

  before('start chromium', async function () {
    this.timeout(120_000);
    if (EXECUTABLE === undefined)
      throw new Error(`no chromium at ${CANDIDATES.join(', ')}, and CI=true forbids skipping`);
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGS, timeout: 90_000 });
  });

  after('end chromium', () => browser?.close());

  tests(async () => {
    if (browser === undefined) throw new Error('chromium has not been started');
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    page.setDefaultTimeout(60_000);
    return page;
  });
}
