// State folders that no service uses: those in homes, and in folders that are used like homes.

import { resolvePath } from '../model/paths.ts';
import type { Account } from './accounts.ts';
import type { Machine } from './machine.ts';

export interface StateFolder {
  readonly path: string;
  readonly account: Account;
  /** Undefined for the folder of the default profile. */
  readonly profile: string | undefined;
}

const OWN = /^\.openclaw(?:-([A-Za-z0-9][\w-]*))?$/;
const RELATED = /^\.(openclaw|clawdbot|moltbot)/;

/** `used`: state folders of services, as paths without links. A folder without a config becomes a note. */
export function stateFolders({ disk, accounts, notes }: Machine, used: ReadonlySet<string>): readonly StateFolder[] {
  const seen = new Set(used);
  const found: StateFolder[] = [];
  for (const account of accounts) {
    for (const home of homesOf(account, { disk, accounts })) {
      for (const name of disk.list(home).filter((candidate) => RELATED.test(candidate))) {
        const path = resolvePath(`${home}/${name}`, '');
        const real = disk.realPath(path);
        if (real === undefined || disk.kind(path) !== 'folder' || seen.has(real)) continue;
        seen.add(real);
        const profile = OWN.exec(name);
        const hasConfig = disk.kind(`${path}/openclaw.json`) !== 'missing';
        if (profile && hasConfig) found.push({ path, account, profile: profile[1] });
        else if (home === account.home) notes.push({ place: path, text: profile ? WITHOUT_CONFIG : OTHER_NAME });
      }
    }
  }
  return found;
}

const WITHOUT_CONFIG = 'no openclaw.json is in it, and no service uses it; it is left out';
const OTHER_NAME = 'no service uses it, and it has not the name of a state folder; it is left out';

/** The home itself and the folders in it that may stand for one. */
function homesOf({ home }: Account, { disk, accounts }: Pick<Machine, 'disk' | 'accounts'>): readonly string[] {
  const inner = disk
    .list(home)
    .filter((name) => !name.startsWith('.') || /^\.openclaw/.test(name))
    .map((name) => `${home}/${name}`)
    .filter((path) => !accounts.some((account) => account.home === path));
  return [home, ...inner];
}
