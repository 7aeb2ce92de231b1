// action.yml, read and run step by step as GitHub's runner does: expressions filled in, `run` by bash, outputs passed on.
// Of the steps that use another action only what they are given is kept.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import { newFolder, runScript } from './sample.ts';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export function readAction(): Action {
  return parse(readFileSync('action.yml', 'utf8'));
}

export interface ActionOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  /** `github.event`. */
  readonly event?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Steps, by their id, that count as done. */
  readonly done?: readonly string[];
}

export interface ActionResult {
  readonly succeeded: boolean;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What each other action that was used was given. */
  readonly used: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function runAction(
  workspace: string,
  { inputs = {}, event = {}, env = {}, done = [] }: ActionOptions,
): ActionResult {
  const action = readAction();
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default]);
  const given = { ...Object.fromEntries(defaults), ...inputs };
  const outputsOf: Record<string, { readonly outputs: Readonly<Record<string, string>> }> = {};
  const used: Record<string, Readonly<Record<string, string>>> = {};
  const outputFile = join(newFolder(), 'output');
  const [pathFile, temporary] = [join(newFolder(), 'path'), newFolder()];
  let succeeded = true;
  let log = '';

  const fill = (text: string) =>
    String(text).replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) =>
      String(evaluate(expression, { inputs: given, steps: outputsOf, github: { event, action_repository: '' } }) ?? ''),
    );
  const fillAll = (texts: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, fill(text)]));

  for (const step of action.runs.steps) {
    const isDue = step.if === undefined ? succeeded : fill(step.if) === 'true';
    if (!isDue || done.includes(step.id ?? '')) continue;
    if (step.uses !== undefined) used[step.uses.replace(/@.*/, '')] = fillAll(step.with);
    if (step.run === undefined) continue;
    const file = `${outputFile}-${step.id}`;
    appendFileSync(file, '');
    const added = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim().split('\n') : [];
    const PATH = [...added, env['PATH'] ?? process.env['PATH']].join(':');
    const runner = { ...runnerEnv(workspace, file), GITHUB_PATH: pathFile, RUNNER_TEMP: temporary };
    const result = runScript(step.run, workspace, { ...runner, ...env, PATH, ...fillAll(step.env) });
    log += result.log;
    succeeded = succeeded && result.status === 0;
    if (step.id !== undefined) outputsOf[step.id] = { outputs: readOutputs(file) };
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value)]);
  return { succeeded, log, outputs: Object.fromEntries(outputs), used };
}

function runnerEnv(workspace: string, outputFile: string): Readonly<Record<string, string>> {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_ACTION_PATH: process.cwd(),
    GITHUB_OUTPUT: outputFile,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: process.arch.toUpperCase(),
  };
}

/** The runner's expressions are JavaScript but for this: what isn't there is nothing, and nothing equals an empty text. */
function evaluate(expression: string, contexts: object): unknown {
  const script = expression.replaceAll(/(?<=\w)\.(?=\w)/g, '?.').replaceAll(/([\w?.]+) != ''/g, "($1 ?? '') !== ''");
  return runInNewContext(script, { ...contexts, cancelled: () => false });
}

function readOutputs(file: string): Readonly<Record<string, string>> {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}
