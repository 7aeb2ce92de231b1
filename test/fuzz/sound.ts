// What holds of everything that gwc says and emits, whatever it read.

import { type Diagnostic, hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { type Report, summarize } from '../../src/diagnostics/report.ts';
import { REPORTERS, type Render } from '../../src/diagnostics/reporters.ts';
import { parseSource } from '../../src/document/yaml.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { maskedTexts } from '../../src/openclaw/masking.ts';
import type { Artifact } from '../../src/outputs/artifact.ts';
import { RULES } from '../../src/rules/index.ts';
import { must } from './target.ts';

/** Stands for a secret: wherever it is written as one, no report and no file may show it. */
export const SECRET = 'zqSECRETqz';

export interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly fleet?: Fleet;
  readonly artifacts: readonly Artifact[];
}

const FILE = 'hosts.yaml';
const IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));
const renderers: readonly (readonly [name: string, render: Render])[] = await Promise.all(
  Object.entries(REPORTERS).map(async ([name, { load }]) => [name, await load()] as const),
);

/** `sources`: the texts that were read, by the names that findings have for them. */
export function mustBeSound({ diagnostics, fleet, artifacts }: Outcome, sources: ReadonlyMap<string, string>): void {
  for (const diagnostic of diagnostics) mustStand(diagnostic, sources);
  mustBeOrdered(diagnostics);
  must(artifacts.length === 0 || !hasErrors(diagnostics), () => 'files in spite of an error');
  for (const artifact of artifacts) mustBeFile(artifact);
  must(new Set(artifacts.map(({ path }) => path)).size === artifacts.length, () => 'two files of one path');
  const hosts = fleet?.hosts ?? [];
  // All of them would be most of the text, and say the same each time.
  const rules = RULES.filter(({ id }) => diagnostics.some(({ code }) => code === id));
  const tool = { version: '0.0.0', rules };
  // As the command line gives them to a reporter.
  const texts = maskedTexts([...sources].map(([file, text]) => parseSource(text, file)));
  const shown = new Map([...sources.keys()].map((file, index) => [file, texts[index]!] as const));
  const report: Report = { diagnostics, sources: shown, hosts, tool, summary: summarize(diagnostics, hosts) };
  for (const [name, render] of renderers) mustRender(name, render, report);
}

function mustStand(
  { code, message, path, related, suggestions, ...span }: Diagnostic,
  sources: ReadonlyMap<string, string>,
): void {
  must(IDS.has(code), () => `no rule is called ${code}`);
  must(message !== '' && message.isWellFormed(), () => `the message of ${code} is no text`);
  must(!`${message}${path}${suggestions.join()}`.includes(SECRET), () => `${code} shows a secret`);
  for (const place of [span, ...related]) {
    const lines = (sources.get(place.file) ?? '').split('\n');
    const [from, to] = [lines[place.line - 1], lines[place.endLine - 1]];
    must(from !== undefined && to !== undefined, () => `a place of ${code} is on no line`);
    must(place.column >= 1 && place.column <= from.length + 1, () => `a place of ${code} is in no column`);
    must(place.endColumn >= 1 && place.endColumn <= to.length + 2, () => `a place of ${code} ends in no column`);
    const isForward = place.endLine > place.line || (place.endLine === place.line && place.endColumn >= place.column);
    must(isForward, () => `a place of ${code} ends before it begins`);
  }
}

function mustBeOrdered(diagnostics: readonly Diagnostic[]): void {
  const places = diagnostics.map(({ file, line, column }) => [file, line, column] as const);
  const isOrdered = places.every(([file, line, column], index) => {
    const [otherFile, otherLine, otherColumn] = places[index - 1] ?? [file, 0, 0];
    return (
      otherFile < file || (otherFile === file && (otherLine < line || (otherLine === line && otherColumn <= column)))
    );
  });
  must(isOrdered, () => 'findings are out of order');
  const texts = diagnostics.map(({ code, message, file, line, column }) =>
    JSON.stringify([code, message, file, line, column]),
  );
  must(new Set(texts).size === texts.length, () => 'a finding is reported twice');
}

const PATH = /^[a-z0-9.-]+\/[^/\0-\x1f]+\/[^/\0-\x1f]+$/;

function mustBeFile({ path, content, kind, installPath }: Artifact): void {
  must(PATH.test(path) && !/\/\.{1,2}(\/|$)/.test(path), () => `a file has the path ${JSON.stringify(path)}`);
  must(installPath.startsWith('/'), () => 'a file is installed nowhere');
  must(content.isWellFormed() && !content.includes('\0'), () => `${kind} is no text`);
  must(!content.includes(SECRET), () => `${kind} holds a secret`);
  if (kind === 'openclaw-config') JSON.parse(content);
}

function mustRender(name: string, render: Render, report: Report): void {
  const text = render(report, { color: false, width: 120, quiet: false, isStrict: false });
  must(!text.includes(SECRET), () => `${name} shows a secret`);
  must(text.isWellFormed(), () => `${name} is no text`);
  // XML takes those of the second set, and no terminal reads it.
  const control = name === 'junit' ? /[\0-\x08\x0b\x0c\x0e-\x1f]/ : /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;
  must(!control.test(text), () => `${name} has a control character`);
  if (name === 'json' || name === 'sarif') JSON.parse(text);
}

/** Of one source. */
export function sourcesOf(text: string): ReadonlyMap<string, string> {
  return new Map([[FILE, text]]);
}
