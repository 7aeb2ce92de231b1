// What holds for every reporter.

import { describe, expect, it } from 'vitest';
import { REPORTER_NAMES, REPORTERS, type Reporter } from '../../src/diagnostics/reporters.ts';
import { everyRule, reportOn } from '../support/reports.ts';

const OPTIONS = { color: false, width: 100, quiet: false, isStrict: false };

async function rendered(name: keyof typeof REPORTERS, text: string): Promise<string> {
  const reporter: Reporter = REPORTERS[name];
  return (await reporter.load())(reportOn(text), OPTIONS);
}

describe.each(REPORTER_NAMES)('%s', (name) => {
  it('ends its text with a line feed', async () => {
    const reporter: Reporter = REPORTERS[name];
    expect((await reporter.load())(everyRule(), OPTIONS)).toMatch(/[^\n]\n$/);
  });

  it('shows no secret that stands beside or inside what is wrong', async () => {
    const secret = 'hunter2-hunter2-hunter2';
    const text = await rendered(
      name,
      `version: 1
hosts:
  box-1:
    user: claw
    workspce: ~/x
    instances:
      main: { port: 18789, env: { API_TOKEN: ${secret} }, config: { gateway: { auth: { token: ${secret}, moode: token } } } }
      rescue: { port: 18809, config: { gateway: { auth: { password: "${secret}" } } } }
`,
    );
    expect(text).toContain('secret-inline');
    expect(text).not.toContain('hunter2');
  });
});
