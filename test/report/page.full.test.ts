// The report in a real Chromium: what it shows, what it does, who can use it, and that it keeps to itself.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderWith, gwc, hostsYaml } from '../cli/gwc.ts';
import { launch, openAll, openPage } from './browser.ts';

const CLEAN = hostsYaml({ 'box-1': { main: 18789, rescue: 19789 }, 'box-2': { main: 18789 } });
/** A warning keeps no file back. */
const WARNED = hostsYaml({ 'box-1': { main: 40000 } });
const FAULTY = `version: 1
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config:
    gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } }
hosts:
  box-1:
    reservedPorts: [5432, { from: 18905, to: 18910, note: vnc }]
    instances:
      main: { port: 18789, config: { browser: { profiles: { work: { cdpPort: 18850 } } } } }
      rescue: { port: 18809, enabled: false }
      legacy: { port: 19989, managed: false }
`;
const HOSTILE_TEXT = `</script><script>alert("1")</script><img src=x onerror='alert(2)'>&amp;\u202e\u05d0\u05d1`;
const HOSTILE = `version: 1
hosts:
  box-1:
    user: claw
    reservedPorts: [{ from: 5432, to: 5432, note: ${JSON.stringify(HOSTILE_TEXT)} }]
    env: { GREETING: ${JSON.stringify(HOSTILE_TEXT)} }
    instances:
      main: { port: 18789, stateDir: ${JSON.stringify(`/srv/${HOSTILE_TEXT.replaceAll('/', '|')}`)} }
`;

/** For hosts.yaml texts that have been asked for before, the same file. */
const pages = new Map<string, string>();

async function pageOf(text: string, name = 'hosts.yaml'): Promise<string> {
  const known = pages.get(text);
  if (known !== undefined) return known;
  const cwd = folderWith({ [name]: text });
  const { stdout } = await gwc(['ports', name, '--format', 'html'], { cwd });
  const path = join(cwd, 'fleet.html');
  writeFileSync(path, stdout);
  pages.set(text, path);
  return path;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Of the axe rules: WCAG 2.2 A and AA, and best practices. In a few words each. */
async function violations(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate<readonly Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe('report in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  it.each([
    ['with files', WARNED],
    ['with errors', FAULTY],
  ])('has no axe violation in light and dark: %s', async (_, text) => {
    const { page, troubles } = await openPage(browser, await pageOf(text));
    await openAll(page);
    // The page's own policy lets no other script in; a debugger gets one there all the same.
    await page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    expect(troubles).toEqual([]);
  });

  it('shows an instance: map, facts, files, checks, rules', async () => {
    const { page } = await openPage(browser, await pageOf(CLEAN));
    await page.getByRole('link', { name: 'box-2' }).click();
    const host = page.locator('#host-box-2');
    // The page opens the host once the address has changed, and then has the focus there.
    await page.locator('#host-box-2 > summary:focus').waitFor();
    expect(await host.getByRole('img').getAttribute('aria-label')).toBe(
      'Port map of box-2: main at 18789; no collision; next free base 18909',
    );
    const summary = host.locator('details.instance > summary');
    await summary.press('Enter');
    await host.getByText('/home/claw/.openclaw-main/openclaw.json').first().waitFor();
    await host.getByText('openclaw-gateway-main.service').last().click();
    expect(await host.locator('pre').last().textContent()).toContain(
      'ExecStart=/usr/bin/openclaw gateway --port 18789',
    );
    expect(await host.locator('.checks code').allTextContents()).toEqual([
      'gwc exec main -- status',
      'gwc exec main -- gateway status --deep',
      'gwc exec main -- browser status',
    ]);
    await host.getByText(/^Rules \(/).click();
    expect(await host.locator('.rules li', { hasText: 'port-overlap' }).textContent()).toContain('ports 18789-18899');
  });

  it('copies a file as it is', async () => {
    const { page } = await openPage(browser, await pageOf(CLEAN), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.locator('details.instance > summary').first().click();
    await page.getByText('openclaw.json', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Copy openclaw.json of main' }).first().click();
    await page.getByText('Copied openclaw.json of main.').waitFor({ state: 'attached' });
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(JSON.parse(copied).gateway.port).toBe(18789);
  });

  it('finds an instance by its port and opens it', async () => {
    const { page } = await openPage(browser, await pageOf(CLEAN));
    await page.getByLabel(/^Search/).fill('19789 box-1');
    await page.getByText('1 result.').waitFor();
    await page.getByRole('link', { name: 'rescue on box-1, base 19789' }).click();
    expect(await page.evaluate('document.activeElement.parentElement.id')).toBe('host-box-1/rescue');
    expect(await page.locator('details.instance[open]').count()).toBe(1);
    await page.getByLabel(/^Search/).fill('nowhere');
    await page.getByText('Nothing found.').waitFor();
  });

  it('shows findings with their code frames, and where they belong', async () => {
    const { page } = await openPage(browser, await pageOf(FAULTY));
    const findings = page.locator('#findings > li');
    expect(await findings.locator('strong').allTextContents()).toEqual([
      'error[cdp-port]',
      'error[port-overlap]',
      'error[port-reserved]',
    ]);
    expect(await findings.nth(1).locator('pre').textContent()).toMatch(/12 \| {7}rescue: \{ port: 18809.*\n.*\^{5}\n/);
    const rescue = page.locator('details.instance', { has: page.getByRole('heading', { name: 'rescue' }) });
    expect(await rescue.locator('summary').first().textContent()).toContain('3 findings');
    expect(await rescue.locator('summary').first().textContent()).toContain('disabled');
    const fill = "getComputedStyle(document.querySelector('.collision')).fill";
    expect(await page.evaluate(fill)).toContain('#gwc-hatch');
  });

  it('keeps hostile text text', async () => {
    const { page, troubles } = await openPage(browser, await pageOf(HOSTILE, '<script>alert(0)<|script>\u202e.yaml'));
    await openAll(page);
    expect(await page.locator('h1').textContent()).toBe('<script>alert(0)<|script>\\u{202e}.yaml');
    const title = page.locator('svg title', { hasText: 'onerror' }).first();
    expect(await title.textContent()).toContain(`${HOSTILE_TEXT.replace('\u202e', '\\u{202e}')} 5432`);
    expect(await page.getByText('|script><script>alert("1")<|script>').count()).toBeGreaterThan(0);
    expect(await page.locator('img, script:not([type]) ~ script').count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it('has no script from elsewhere: the policy refuses one', async () => {
    const { page, troubles } = await openPage(browser, await pageOf(CLEAN));
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'document.title = "changed"';
      document.body.append(script);`);
    expect(await page.title()).toBe('gwc: hosts.yaml');
    expect(troubles.join()).toContain('Content Security Policy');
  });

  it('needs no sideways scrolling at 400 %', async () => {
    for (const text of [WARNED, FAULTY, HOSTILE]) {
      const { page } = await openPage(browser, await pageOf(text), { viewport: { width: 320, height: 256 } });
      await openAll(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    }
  });

  it('is opened whole for printing, and closed again', async () => {
    const { page } = await openPage(browser, await pageOf(CLEAN));
    const isOpen = () => page.locator('details.instance[open]').count();
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await isOpen()).toBe(3);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await isOpen()).toBe(0);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  it('stays quick with 10,000 instances', async () => {
    const hosts = Array.from({ length: 100 }, (_, host) => {
      const instances = Array.from({ length: 100 }, (_, index) => [`tenant-${host}-${index}`, 18789 + index * 120]);
      return [`box-${host}`, Object.fromEntries(instances)] as const;
    });
    const path = await pageOf(hostsYaml(Object.fromEntries(hosts)));
    const { page, troubles } = await openPage(browser, path);
    expect(await page.evaluate("document.querySelectorAll('*').length")).toBeLessThan(3_000);
    await page.getByLabel(/^Search/).fill('tenant-73-42');
    await page.getByRole('link', { name: 'tenant-73-42 on box-73' }).click();
    await page.locator('[id="host-box-73/tenant-73-42"][open]').waitFor();
    expect(await page.locator('details.instance').count()).toBe(100);
    expect(troubles).toEqual([]);
  }, 180_000);
});
