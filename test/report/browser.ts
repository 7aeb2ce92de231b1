// A real Chromium, and pages of the report in it whose console and requests are watched.

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** Without a sandbox, as tests may run as root; and without everything that asks the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: FLAGS });
}

export interface WatchedPage {
  readonly page: Page;
  /** What the console said, errors that nobody caught, dialogs, and requests for anything but the page itself. */
  readonly troubles: readonly string[];
}

export async function openPage(
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('dialog', async (dialog) => {
    troubles.push(dialog.message());
    await dialog.dismiss();
  });
  const [file] = path.split('#');
  page.on('request', (request) => {
    if (new URL(request.url()).pathname !== file) troubles.push(request.url());
  });
  await page.goto(`file://${path}`);
  return { page, troubles };
}

/** Opens all that can be opened, also what is made only then. */
export async function openAll(page: Page): Promise<void> {
  const closed = page.locator('details:not([open]) > summary');
  for (let left = await closed.count(); left > 0; left = await closed.count()) {
    // Their content comes with an event.
    await page.evaluate(`
      for (const details of document.querySelectorAll('details')) details.open = true;
      new Promise(requestAnimationFrame)`);
  }
}
