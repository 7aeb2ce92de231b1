// gwc's verdicts on the set of configs beside those that are recorded of a release.

import { writeFileSync } from 'node:fs';
import { asMap, type JsonMap } from '../../src/document/json.ts';
import { configChecker } from '../../src/openclaw/schema/config-faults.ts';
import { configSet } from './config-set.ts';
import { isRefusedBy, linesOf, recordedVerdicts } from './store.ts';

export interface Agreement {
  readonly release: string;
  readonly configs: number;
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  readonly index: number;
  readonly config: JsonMap;
  /** What gwc complains of first; undefined where it is the release that does. */
  readonly gwc: string | undefined;
}

/** On the first `count` configs, or as many as were recorded. */
export function agreementOf(release: string, count = Number.POSITIVE_INFINITY): Agreement {
  const recorded = recordedVerdicts().find((one) => one.release === release);
  if (!recorded) throw new Error(`no verdicts of ${release} are recorded`);
  const check = configChecker(release);
  const refusals = isRefusedBy(recorded).slice(0, count);
  const set = configSet();
  const disagreements = refusals.flatMap((isRefused, index): Disagreement[] => {
    const config = set[index]!;
    const fault = check(config).find(({ severity }) => severity !== 'warning');
    return isRefused === (fault !== undefined) ? [] : [{ index, config, gwc: fault?.message }];
  });
  return { release, configs: refusals.length, disagreements };
}

/** What became of the comparison: how many configs of which kind the two differ on. */
export interface RecordedAgreement {
  readonly release: string;
  readonly configs: number;
  readonly kinds: Readonly<Record<string, number>>;
}

const FILE = 'test/openclaw/releases/agreement.jsonl';

export function recordedAgreement(release: string): RecordedAgreement | undefined {
  return linesOf(FILE)
    .map((line): RecordedAgreement => JSON.parse(line))
    .find((one) => one.release === release);
}

export function writeAgreement(all: readonly RecordedAgreement[]): void {
  writeFileSync(FILE, all.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

export function kindsOf({ release, configs, disagreements }: Agreement): RecordedAgreement {
  const kinds: Record<string, number> = {};
  for (const { config, gwc } of disagreements) {
    const who = gwc === undefined ? 'the release refuses' : 'gwc refuses';
    const kind = `${who} \`${sectionOf(config)}\``;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return { release, configs, kinds };
}

/** Most configs of the set are about one part of openclaw.json. */
function sectionOf(config: JsonMap): string {
  const [top = '', ...others] = Object.keys(config);
  const inner = Object.keys(asMap(config[top]));
  return others.length > 0 || inner.length !== 1 ? top : `${top}.${inner[0]}`;
}
