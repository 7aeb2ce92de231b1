// What a real systemd has loaded of ten thousand units, and read of their environment files: each string exactly as it was
// meant, or refused by gwc for a reason. One box for all.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemdWord } from '../../src/outputs/quoting.ts';
import { bootSystemdBox, hasSystemdBox, type SystemdBox } from '../support/systemd-box.ts';
import { type Carried, carry, contentOf } from './carried.ts';
import { COUNTS } from './counts.ts';
import { nameOf, wildStrings, written } from './strings.ts';

const strings = wildStrings(COUNTS.systemd);
const folder = mkdtempSync(join(tmpdir(), 'gwc-round-trip-'));
/** Units of lists, and the strings in each. */
const LISTS = 20;
const LIST_LENGTH = Math.ceil(strings.length / LISTS);

let box: SystemdBox;
let carried: Carried;
let singles: Readonly<Record<'Description' | 'WorkingDirectory', readonly string[]>>;
let lists: Readonly<Record<'ExecStart' | 'EnvironmentFiles' | 'ReadWritePaths', readonly unknown[]>>;
/** By name: what a process has got of gateway.env, and what systemd has of Environment=. */
let environment: Readonly<Record<string, string>>;
let assigned: Readonly<Record<string, string>>;

beforeAll(() => {
  carried = carry('linux', strings.map(settingsOf));
}, 120_000);

describe.skipIf(!hasSystemdBox)('systemd (needs GWC_SDBOX and root)', () => {
  beforeAll(() => {
    writeUnits();
    chmodSync(folder, 0o755);
    box = bootSystemdBox(folder);
    box.run(`cp -r ${folder}/units/. /run/systemd/system/; systemctl daemon-reload; systemctl start many holds-all`);
    environment = JSON.parse(readFileSync(join(folder, 'environment.json'), 'utf8'));
    lists = {
      ExecStart: listed('ExecStart'),
      EnvironmentFiles: listed('EnvironmentFiles'),
      ReadWritePaths: listed('ReadWritePaths'),
    };
    assigned = Object.fromEntries(listed('Environment').map((text) => String(text).split(/=(.*)/s)));
    singles = dumped();
  }, 300_000);
  afterAll(() => {
    box.down();
    rmSync(folder, { recursive: true });
  }, 60_000);

  /** What systemd has of the strings that were not refused, and what it should have. */
  function expectRead(
    key: string,
    read: (index: number) => unknown,
    wanted: (text: string, index: number) => unknown,
  ): void {
    const accepted = strings.flatMap((text, index) => (carried.refused[index]!.has(key) ? [] : [{ text, index }]));
    const wrong = accepted
      .map(({ text, index }) => ({ found: read(index), wanted: wanted(text, index) }))
      .filter(({ found, wanted: meant }) => found !== meant);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(accepted.length).toBeGreaterThan(strings.length / 3);
  }

  it('has loaded all', () => {
    expect([singles.Description.length, singles.WorkingDirectory.length]).toEqual([strings.length, strings.length]);
  });

  it('has every word of ExecStart=', () => {
    // Variables are for the start.
    const word = (index: number) => (lists.ExecStart[index] as readonly unknown[])[1];
    expectRead(
      'command',
      (index) => JSON.stringify(word(index)),
      (text) => JSON.stringify(['/usr/bin/x', text.replaceAll('$', '$$$$'), 'gateway', '--port', '18789']),
    );
  });

  it('has every EnvironmentFile=', () => {
    // The path is a pattern until the file is read.
    const pattern = (text: string) => JSON.stringify([`/srv/env/${nameOf(text).replace(/[\\*?[]/g, '\\$&')}`, true]);
    expectRead('envFiles', (index) => JSON.stringify(lists.EnvironmentFiles[index]), pattern);
  });

  it('has every Environment=', () => {
    expectRead(
      'service',
      (index) => assigned[`V${index}`],
      (text) => text,
    );
  });

  it('has every path of ReadWritePaths=', () => {
    expectRead(
      'stateDir',
      (index) => lists.ReadWritePaths[index],
      (text) => `/srv/state/${nameOf(text)}`,
    );
  });

  it('has every WorkingDirectory=', () => {
    expectRead(
      'workingDirectory',
      (index) => singles.WorkingDirectory[index],
      (text) => `/srv/work/${nameOf(text)}`,
    );
  });

  it('has every raw directive, blanks at its ends aside', () => {
    const description = (text: string, index: number) => text.replace(/^[ \t]+|[ \t]+$/g, '') || `u${index}.service`;
    expectRead('service', (index) => singles.Description[index], description);
  });

  it('has read every value of gateway.env', () => {
    expectRead(
      'env',
      (index) => environment[`V${index}`],
      (text) => text,
    );
  });
});

it('refuses what no unit can hold, and nothing else', () => {
  const reasons: Readonly<Record<string, RegExp>> = {
    command: /^$|[\p{Cc}\p{Noncharacter_Code_Point}]/u,
    env: /[\0\p{Noncharacter_Code_Point}]/u,
    service: /(?!\t)[\p{Cc}\p{Noncharacter_Code_Point}]|(?<!\\)(\\\\)*\\$/u,
    envFiles: /[\p{Cc}\p{Noncharacter_Code_Point}]|\s$/u,
    workingDirectory: /[\p{Cc}\p{Noncharacter_Code_Point}]|\s$/u,
    stateDir: /[\p{Cc}\p{Noncharacter_Code_Point}]|\s$|\$\{[A-Z_][A-Z0-9_]*\}/u,
  };
  for (const [key, reason] of Object.entries(reasons)) {
    const texts = strings.map((text) =>
      key === 'command' || key === 'env' || key === 'service' ? text : nameOf(text),
    );
    const wrong = texts.filter((text, index) => carried.refused[index]!.has(key) !== reason.test(text));
    expect({ key, wrong }).toEqual({ key, wrong: [] });
  }
});

function settingsOf(text: string, index: number) {
  const name = written(nameOf(text));
  return {
    command: ['/usr/bin/x', written(text)],
    env: { [`V${index}`]: written(text) },
    envFiles: [`-/srv/env/${name}`],
    workingDirectory: `/srv/work/${name}`,
    stateDir: `/srv/state/${name}`,
    service: {
      systemd: {
        Unit: { Description: written(text.replaceAll('%', '%%')) },
        Service: { Environment: written(systemdWord(`V${index}=${text}`)) },
      },
    },
  };
}

/** The lines that differ from unit to unit: single settings in units of their own, the others in lists. */
function writeUnits(): void {
  const units = join(folder, 'units');
  mkdirSync(units);
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(units, name), lines.map((line) => `${line}\n`).join(''));
  const texts = carried.artifacts.map((artifacts) => contentOf(artifacts, 'systemd-unit'));
  for (const [index, text] of texts.entries()) {
    const single = [
      '[Unit]',
      line(text, 'Description'),
      '[Service]',
      'ExecStart=/bin/true',
      line(text, 'WorkingDirectory'),
    ];
    write(`u${index}.service`, single);
  }
  // systemd forgets a unit that no other one names.
  const all = texts.map((_, index) => `u${index}.service`).join(' ');
  const nothing = ['[Service]', 'Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/bin/true'];
  write('holds-all.service', ['[Unit]', `OnFailure=${all}`, ...nothing]);
  for (let list = 0; list < LISTS; list += 1) {
    const own = texts.slice(list * LIST_LENGTH, (list + 1) * LIST_LENGTH);
    const lines = ['ExecStart', 'Environment', 'EnvironmentFile', 'ReadWritePaths'].flatMap((key) =>
      own.map((text) => line(text, key)),
    );
    write(`list${list}.service`, ['[Service]', 'Type=oneshot', ...lines]);
  }
  // Of each gateway.env its own value: the rest is the same in all.
  const values = carried.artifacts.map((artifacts, index) => {
    const content = contentOf(artifacts, 'env');
    const at = content.search(new RegExp(`^V${index}=`, 'm'));
    return at === -1 ? '' : `${content.slice(at, content.lastIndexOf('\nXDG_CACHE_HOME='))}\n`;
  });
  writeFileSync(join(folder, 'many.env'), values.join(''));
  const script = `require('node:fs').writeFileSync('${folder}/environment.json', JSON.stringify(process.env))`;
  writeFileSync(join(folder, 'dump.cjs'), script);
  const command = `${process.execPath} ${folder}/dump.cjs`;
  write('many.service', ['[Service]', 'Type=oneshot', `ExecStart=${command}`, `EnvironmentFile=${folder}/many.env`]);
}

/** The first line of a directive; of `Environment` the person's, which comes after gwc's. */
function line(text: string, key: string): string {
  const lines = text.split('\n').filter((candidate) => candidate.startsWith(`${key}=`));
  return lines.at(key === 'Environment' ? -1 : 0)!;
}

/** A property of every unit of lists, as D-Bus has it. */
function listed(property: string): readonly unknown[] {
  const commands = Array.from({ length: LISTS }, (_, list) => {
    const unit = `/org/freedesktop/systemd1/unit/list${list}_2eservice`;
    return `busctl --json=short get-property org.freedesktop.systemd1 ${unit} org.freedesktop.systemd1.Service ${property}`;
  });
  const output = box.run(
    `for list in $(seq 0 ${LISTS - 1}); do systemctl show -p Id list$list.service >/dev/null; done\n${commands.join('\n')}`,
  );
  return output
    .trimEnd()
    .split('\n')
    .flatMap((json) => JSON.parse(json).data);
}

/** What every unit of its own has, as systemd dumps it. */
function dumped(): Readonly<Record<'Description' | 'WorkingDirectory', readonly string[]>> {
  const output = box.run(`systemd-analyze dump | LC_ALL=C grep -aE '^-> Unit |^\t(Description|WorkingDirectory): '`);
  const found = { Description: [] as string[], WorkingDirectory: [] as string[] };
  let index = -1;
  for (const text of output.split('\n')) {
    const unit = /^-> Unit (.*):$/.exec(text)?.[1];
    if (unit !== undefined) index = Number(/^u(\d+)\.service$/.exec(unit)?.[1] ?? -1);
    const [, key, value] = /^\t(Description|WorkingDirectory): (.*)$/s.exec(text) ?? [];
    if (index >= 0 && key !== undefined) found[key as keyof typeof found][index] = value!;
  }
  return found;
}
