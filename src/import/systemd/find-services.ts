// The units of a linux machine that run a gateway.

import { compareText } from '../../diagnostics/collections.ts';
import { assignedVariables, expandSpecifiers, splitWords, type UnitContext } from '../../managers/systemd-values.ts';
import type { EnvFile } from '../../model/fleet.ts';
import type { Scope } from '../../openclaw/names.ts';
import type { Disk } from '../disk.ts';
import { readEnvFile, type Variables } from '../env-file.ts';
import { type Account, accountNamed, type Machine } from '../found-machine.ts';
import type { FoundService } from '../found-service.ts';
import { parseGatewayCommand } from '../gateway-command.ts';
import { concernsOpenclaw, followLaunch, serviceVariables, unclearText } from '../launch.ts';
import {
  lastValueOf,
  mergeAssignments,
  parseUnit,
  type Sections,
  type UnitFiles,
  unitFiles,
  unitFolders,
  valuesOf,
} from './unit-files.ts';

/** System units first, then each account's own. */
export function findUnits(machine: Machine): readonly FoundService[] {
  const { disk, accounts } = machine;
  const root = accounts.find(({ name }) => name === 'root') ?? { name: 'root', home: '/root', uid: '0' };
  const system = unitFiles(disk, unitFolders('system', '/root')).map((files) =>
    foundUnit(files, 'system', root, machine),
  );
  const users = accounts.flatMap((account) =>
    unitFiles(disk, unitFolders('user', account.home))
      // A unit of all accounts counts for those that start it.
      .filter(
        ({ main, dropIns, isEnabled }) =>
          isEnabled || [main, ...dropIns].some((file) => file?.startsWith(`${account.home}/`)),
      )
      .map((files) => foundUnit(files, 'user', account, machine)),
  );
  return [...system, ...users].filter((service) => service !== undefined);
}

function foundUnit(files: UnitFiles, scope: Scope, owner: Account, machine: Machine): FoundService | undefined {
  const { disk, notes } = machine;
  const paths = [files.main, ...files.dropIns].filter((path) => path !== undefined);
  const texts = paths.map((path) => unitText(path, disk));
  const whole = [files.name, ...texts].join('\n');
  if (!concernsOpenclaw(whole, startWords(whole), disk)) return undefined;
  const main = files.main!;
  if (texts[0] === undefined) {
    notes.push({ place: main, text: 'this unit is masked, or a link that leads nowhere; it is left out' });
    return undefined;
  }
  const units = texts.map((text) => parseUnit(text ?? ''));
  for (const [index, { strange }] of units.entries()) {
    for (const line of strange)
      notes.push({ place: `${paths[index]}, line ${line}`, text: 'this is no line of a unit; it is left out' });
  }
  const sections = mergeAssignments(units.flatMap(({ assignments }) => assignments));
  const account = accountOf(sections, scope, owner, { ...files, machine });
  const dropIns = paths.slice(1).map((path, index) => ({
    path,
    sections: mergeAssignments(units[index + 1]!.assignments),
  }));
  return account && serviceOf(sections, { files, paths, dropIns, scope, account }, machine);
}

/** Undefined where the file is masked, which a link to /dev/null does, or can't be read. */
function unitText(path: string, disk: Disk): string | undefined {
  return disk.realPath(path) === '/dev/null' ? undefined : disk.text(path);
}

/** The words of everything that it starts, roughly. */
function startWords(text: string): readonly string[] {
  return [...text.matchAll(/^ExecStart\s*=(.*)$/gm)].flatMap(([, line = '']) => splitWords(line));
}

function accountOf(
  sections: Sections,
  scope: Scope,
  owner: Account,
  { name, main, machine: { accounts, notes, hostName } }: UnitFiles & { readonly machine: Machine },
): Account | undefined {
  const written = scope === 'system' ? lastValueOf(sections, 'Service', 'User') : undefined;
  if (written === undefined) return owner;
  const user = expandSpecifiers(written, { name, scope, account: owner, hostName });
  return accountOrGuess(user, main!, { accounts, notes });
}

function accountOrGuess(
  user: string,
  place: string,
  { accounts, notes }: Pick<Machine, 'accounts' | 'notes'>,
): Account {
  const found = accountNamed(user, accounts);
  if (!found)
    notes.push({ place, text: `the machine has no home of the account \`${user}\`; /home/${user} is assumed` });
  return found ?? { name: user, home: `/home/${user}` };
}

interface Unit {
  readonly files: UnitFiles;
  readonly paths: readonly string[];
  readonly dropIns: FoundService['dropIns'];
  readonly scope: Scope;
  readonly account: Account;
}

function serviceOf(sections: Sections, unit: Unit, machine: Machine): FoundService | undefined {
  const { disk, hostName, notes } = machine;
  const { files, scope, account } = unit;
  const context: UnitContext = { name: files.name, scope, account, hostName };
  const expand = (text: string) => expandSpecifiers(text, context);
  const environment = new Map([
    ['HOME', account.home],
    ...assignedVariables(valuesOf(sections, 'Service', 'Environment').map(expand)),
  ]);
  const [patterns, paths] = partition(valuesOf(sections, 'Service', 'EnvironmentFile'), (value) => PATTERN.test(value));
  for (const pattern of patterns) {
    notes.push({
      place: files.main!,
      text: `EnvironmentFile=${pattern} is a pattern; add the files it means to envFiles`,
    });
  }
  const ownFiles = paths.map((value) => envFile(expand(value)));
  const commands = valuesOf(sections, 'Service', 'ExecStart');
  if (commands.length > 1)
    notes.push({ place: files.main!, text: `of its ${commands.length} ExecStart= lines the last one is taken` });
  const fileVariables = ownFiles.flatMap(({ path }) => [...(readEnvFile(path, disk) ?? [])]);
  const inherited = scope === 'user' ? environmentD(account, disk) : [];
  const known = new Map([...inherited.flatMap((file) => [...file.variables]), ...environment, ...fileVariables]);
  const launch = followLaunch(commandWords(commands.at(-1) ?? '', expand, known), known, disk, notes);
  const command = parseGatewayCommand(launch.words);
  const kind = known.get('OPENCLAW_SERVICE_KIND') ?? 'gateway';
  const unclear = unclearText(launch);
  if (!command || kind !== 'gateway' || unclear !== undefined) {
    notes.push({ place: files.main!, text: unclear ?? notAGateway(launch.words, kind) });
    return undefined;
  }
  const runner = launch.user === undefined ? account : accountOrGuess(launch.user, files.main!, machine);
  const group = lastValueOf(sections, 'Service', 'Group');
  const folder = launch.folder ?? lastValueOf(sections, 'Service', 'WorkingDirectory');
  return {
    os: 'linux',
    scope,
    name: files.name,
    files: [...unit.paths, ...launch.scripts],
    account: scope === 'user' ? account : runner,
    doubt: scope === 'user' && runner.name !== account.name ? `its user unit runs it as ${runner.name}` : undefined,
    ...(group === undefined || scope === 'user' ? {} : { group: expand(group) }),
    isEnabled: files.isEnabled,
    command,
    environment: serviceVariables(launch, environment, runner),
    inherited,
    dropIns: unit.dropIns,
    isInstallers:
      known.get('OPENCLAW_SERVICE_MARKER') === 'openclaw' && unit.paths.length + launch.scripts.length === 1,
    envFiles: [...(launch.isBare ? [] : ownFiles), ...launch.files].map((file) => ({
      ...file,
      variables: readEnvFile(file.path, disk),
    })),
    workingDirectory: folder && expand(folder).replace(/^-/, '').replace(/^~$/, account.home),
    sections,
    job: {},
  };
}

/** Source: environment.d(5). Of one name the folder that comes first counts; by name they are read. */
function environmentD({ home }: Account, disk: Disk): FoundService['inherited'] {
  const folders = [`${home}/.config`, '/etc', '/run', '/usr/local/lib', '/usr/lib'].map(
    (top) => `${top}/environment.d`,
  );
  const found = folders.flatMap((folder) =>
    disk
      .list(folder)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => [name, `${folder}/${name}`] as const),
  );
  const paths = [...new Map(found.toReversed())].sort(([a], [b]) => compareText(a, b)).map(([, path]) => path);
  const set = new Map([['HOME', home]]);
  return paths.map((path) => {
    const variables = new Map<string, string>();
    for (const [name, text] of readEnvFile(path, disk) ?? []) {
      const value = text.replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (_, braced, bare) => set.get(braced ?? bare) ?? '');
      set.set(name, value);
      variables.set(name, value);
    }
    return { path, variables };
  });
}

function notAGateway(words: readonly string[], kind: string): string {
  if (kind !== 'gateway') return `this is OpenClaw's service \`${kind}\`, no gateway; it is left out`;
  const program = words[0] ?? 'nothing';
  return `this starts \`${program.split('/').at(-1)}\`, and no \`gateway\` that could be made out; it is left out`;
}

/** An unescaped sign of a glob pattern. */
const PATTERN = /(?<!\\)[*?[]/;

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** Of a value of EnvironmentFile=. */
export function envFile(value: string): EnvFile {
  const optional = value.startsWith('-');
  return { path: value.slice(optional ? 1 : 0).replace(/\\([\\*?[])/g, '$1'), optional };
}

/** Without the signs before the program, and with the variables of the environment put in. */
function commandWords(line: string, expand: (text: string) => string, variables: Variables): readonly string[] {
  const [first = '', ...args] = splitWords(line).map(expand);
  const [, signs = '', program = ''] = /^([-@:+!|]*)(.*)$/s.exec(first) ?? [];
  if (signs.includes(':')) return [program, ...args];
  return [
    program,
    ...args.flatMap((word) => {
      const whole = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
      if (whole !== undefined) return (variables.get(whole) ?? '').split(/\s+/).filter(Boolean);
      return [
        word.replace(/\$\$|\$\{([A-Za-z_]\w*)\}/g, (dollars, name?: string) =>
          name === undefined ? '$' : (variables.get(name) ?? dollars),
        ),
      ];
    }),
  ];
}
