// `$(name)` in a text, against a second reading of what the language says about it, character by character.

import { expand, VARIABLES } from '../../../src/model/variables.ts';
import { bytes } from '../seeds.ts';
import { must, type Target, textOf } from '../target.ts';

const VALUES: ReadonlyMap<string, string> = new Map(VARIABLES.map((name) => [name, `<${name}$&$1$(host)>`]));

export const interpolationTarget: Target = {
  name: 'interpolation',
  summary: '`$(name)`: what stands for a variable is put in once, `$$(` is `$(`, and anything else stays as it is',
  seeds: () =>
    ['', 'a$(host)b', '$$(host) $(', '$(nothing) $$$(port)', '$(home)/$(profile)$$(', '$(a$(host))'].map(bytes),
  words: [
    '$',
    '$(',
    '$$(',
    '$$$(',
    ')',
    '(',
    '\\ud800',
    '\n',
    '$&',
    '$1',
    '$`',
    '{{',
    '${A}',
    ...VARIABLES,
    ...VARIABLES.map((name) => `$(${name})`),
  ],
  run: (input) => {
    const text = textOf(input);
    const problems: string[] = [];
    const found = expand(text, lookUp, ({ message }) => problems.push(message));
    const wanted = readSlowly(text);
    must(found === wanted.text, () => `another text: ${JSON.stringify({ text, found, wanted: wanted.text })}`);
    must(
      problems.length === wanted.problems,
      () => `${problems.length} problems of ${wanted.problems} in ${JSON.stringify(text)}`,
    );
  },
};

function lookUp(name: string) {
  const value = VALUES.get(name);
  return value === undefined ? { problem: { message: 'unknown', suggestions: [] } } : { value };
}

function readSlowly(text: string): { readonly text: string; readonly problems: number } {
  let written = '';
  let problems = 0;
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$$(', at)) {
      written += '$(';
      at += 3;
    } else if (text.startsWith('$(', at)) {
      const close = text.indexOf(')', at);
      const value = close === -1 ? undefined : VALUES.get(text.slice(at + 2, close));
      const end = close === -1 ? text.length : close + 1;
      written += value ?? text.slice(at, end);
      problems += value === undefined ? 1 : 0;
      at = end;
    } else {
      written += text[at];
      at += 1;
    }
  }
  return { text: written, problems };
}
