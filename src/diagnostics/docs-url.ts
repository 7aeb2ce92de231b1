// Where the documentation stands; package.json's homepage is the same place (a test holds that).

export const HOMEPAGE = 'https://gwc.example';

/** The page that explains a rule. */
export function ruleUrl(code: string): string {
  return `${HOMEPAGE}/docs/rules.md#${code}`;
}
