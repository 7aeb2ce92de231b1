// What two readers of property lists have of ten thousand launchd jobs: each string exactly as it was meant, or refused.

import { execFileSync } from 'node:child_process';
import { parse } from 'plist';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Carried, carry, contentOf } from './carried.ts';
import { COUNTS } from './counts.ts';
import { nameOf, wildStrings, written } from './strings.ts';

interface Job {
  readonly ProgramArguments?: readonly string[];
  readonly [variable: `V${number}`]: string;
  readonly WorkingDirectory?: string;
  readonly Comment?: string;
}

const strings = wildStrings(COUNTS.macos);
let carried: Carried;
let text: string;

beforeAll(() => {
  const settings = strings.map((value, index) => ({
    command: ['/opt/x', written(value)],
    env: { [`V${index}`]: written(value) },
    workingDirectory: `/srv/work/${written(nameOf(value))}`,
    service: { launchd: { Comment: written(value) } },
  }));
  carried = carry('macos', settings);
  text = plistOf(carried.artifacts.map((artifacts, index) => shortened(contentOf(artifacts, 'launchd-plist'), index)));
}, 120_000);

function plistOf(jobs: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><array>\n${jobs.join('')}</array></plist>\n`;
}

/** Of a job as it was written the parts that differ from job to job; of all of them readers would take a minute. */
function shortened(job: string, index: number): string {
  const parts = [
    ['ProgramArguments', '</array>'],
    ['WorkingDirectory', '</string>'],
    ['Comment', '</string>'],
    [`V${index}`, '</string>'],
  ].map(([key, end]) => {
    const start = job.indexOf(`<key>${key}</key>`);
    return start === -1 ? '' : job.slice(start, job.indexOf(end!, start) + end!.length);
  });
  return `<dict>${parts.join('')}</dict>\n`;
}

function jobsIn(text: string): readonly Job[] {
  return parse(text) as unknown as readonly Job[];
}

/** `plain`: what the reader loses on the way back to a text. */
function expectJobs(jobs: readonly Job[], plain: (value: string) => string): void {
  const wrong = strings.flatMap((value, index) => {
    const job = jobs[index]!;
    const pairs: readonly (readonly [key: string, found: string | undefined, wanted: string])[] = [
      ['command', job.ProgramArguments?.[1], value],
      ['env', job[`V${index}`], value],
      ['workingDirectory', job.WorkingDirectory, `/srv/work/${nameOf(value)}`],
      ['service', job.Comment, value],
    ];
    return pairs.filter(
      ([key, found, wanted]) => !carried.refused[index]!.has(key) && plain(found ?? 'none') !== plain(wanted),
    );
  });
  expect(wrong.slice(0, 5)).toEqual([]);
}

describe('launchd jobs', () => {
  it('are read back by a library', () => {
    const jobs = jobsIn(text);
    expect(jobs).toHaveLength(strings.length);
    expectJobs(jobs, (value) => value);
  });

  it('are read back by libplist', { timeout: 60_000 }, () => {
    const options = { maxBuffer: 2 ** 28 };
    const binary = execFileSync('plistutil', ['-i', '-', '-f', 'bin'], { ...options, input: text });
    const again = execFileSync('plistutil', ['-i', '-', '-f', 'xml'], { ...options, input: binary, encoding: 'utf8' });
    // It writes these line ends as they are, which the library then reads as another.
    expectJobs(jobsIn(again), (value) => value.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n'));
  });

  it('refuse what a property list can not hold, and nothing else', () => {
    const reasons: Readonly<Record<string, RegExp>> = {
      command: /^$|[\p{Cc}\p{Noncharacter_Code_Point}]/u,
      env: /(?![\t\n\r])[\p{Cc}\p{Noncharacter_Code_Point}]/u,
      service: /(?!\t)[\p{Cc}\p{Noncharacter_Code_Point}]/u,
      workingDirectory: /[\p{Cc}\p{Noncharacter_Code_Point}]|\s$/u,
    };
    for (const [key, reason] of Object.entries(reasons)) {
      const wrong = strings.filter((value, index) => {
        const meant = key === 'workingDirectory' ? nameOf(value) : value;
        return carried.refused[index]!.has(key) !== reason.test(meant);
      });
      expect({ key, wrong: wrong.slice(0, 5) }).toEqual({ key, wrong: [] });
    }
  });
});
