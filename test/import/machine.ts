// Machines to import: a text that lists the files of a disk → that disk below a folder. `--- /path` starts a file,
// `--- /path -> target` is a link, `--- /path/` an empty folder, `--- /path (binary)` a binary property list of the JSON below,
// `--- /path (process)` words or variables of a process, one a line,
// `--- /path (flat link)` a link on a disk that can't have any.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildBinary } from 'plist';
import type { Built } from '../../src/build.ts';

export function writeMachine(text: string, root: string): void {
  const [, ...parts] = text.split(/^--- (?=\/)/m);
  for (const part of parts) {
    const end = part.indexOf('\n');
    const [, path = '', form, target] =
      /^(\S+)( \((?:binary|process|flat link)\))?(?: -> (.*))?$/.exec(part.slice(0, end)) ?? [];
    const place = join(root, path);
    mkdirSync(path.endsWith('/') ? place : dirname(place), { recursive: true });
    const content = part.slice(end + 1);
    if (target !== undefined) symlinkSync(target, place);
    else if (!path.endsWith('/')) writeFileSync(place, contentOf(form, content));
  }
}

function contentOf(form: string | undefined, content: string): string | Uint8Array {
  if (form === ' (binary)') return buildBinary(JSON.parse(content));
  if (form === ' (flat link)') return content.trim();
  return form === ' (process)' ? content.replaceAll('\n', '\0') : content;
}

/** Installs one host's files of a build below a root, with the links that `systemctl enable` makes. */
export function installHost(
  { artifacts, fleet }: Pick<Built, 'artifacts' | 'fleet'>,
  host: string,
  root: string,
): void {
  const instances = fleet.hosts.find(({ name }) => name === host)!.instances.filter(({ managed }) => managed);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  write('/etc/passwd', instances.map(({ user, home }) => `${user}:x:1500:1500::${home}:/bin/sh\n`).join(''));
  for (const instance of instances) {
    mkdirSync(join(root, instance.home), { recursive: true });
    const own = artifacts.filter((artifact) => artifact.host === host && artifact.instance === instance.name);
    for (const { installPath, content } of own) write(installPath, content);
    const unit = own.find(({ kind }) => kind === 'systemd-unit');
    if (!unit || !instance.enabled) continue;
    const target = instance.service.scope === 'system' ? 'multi-user.target' : 'default.target';
    const link = join(root, dirname(unit.installPath), `${target}.wants`, instance.service.name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(unit.installPath, link);
  }
}
