// hosts.lock.json: the base port that each `port: auto` was given. Text in, ports by host and instance out, and back.

import type { Span } from '../diagnostics/diagnostic.ts';
import { compareText } from '../diagnostics/sort.ts';
import type { SourceDocument } from '../document/document.ts';
import { isMap, type Json, type JsonMap } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { isPort } from '../openclaw/listener.ts';

/** Base ports by host name and instance name. */
export type LockedPorts = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface PortLock {
  readonly document: SourceDocument;
  readonly ports: LockedPorts;
  readonly problems: readonly LockProblem[];
}

/** A fault of the lock file's own text. */
export interface LockProblem {
  readonly path: Path;
  readonly span: Span;
  readonly message: string;
}

const VERSION = 1;
const CONFLICT_MARKER = /^(<{7}|={7}|>{7})( |$)/m;

export function readPortLock(document: SourceDocument): PortLock {
  const fail = (message: string, path: Path, span = document.locate(path)): PortLock => ({
    document,
    ports: new Map(),
    problems: [{ path, span, message }],
  });
  const conflict = CONFLICT_MARKER.exec(document.text);
  if (conflict) {
    const span = document.span({ start: conflict.index, end: conflict.index + conflict[1]!.length });
    return fail('a merge conflict stands in the lock file; keep either side of it, then run `gwc build`', [], span);
  }
  const { value } = document;
  if (document.problems.length > 0 || !isMap(value)) return fail('the lock file is not JSON; restore it from git', []);
  if (value['version'] !== VERSION) return fail(`the lock file has another version than ${VERSION}`, ['version']);
  return readPorts(document, value);
}

function readPorts(document: SourceDocument, value: JsonMap): PortLock {
  const problems: LockProblem[] = [];
  const ports = new Map<string, ReadonlyMap<string, number>>();
  for (const [host, instances] of entries(value['ports'])) {
    const locked = entries(instances).filter(([name, port]) => {
      if (isPort(port)) return true;
      problems.push(badPort(document, ['ports', host, name]));
      return false;
    });
    ports.set(host, new Map(locked as readonly (readonly [string, number])[]));
  }
  return { document, ports, problems };
}

function badPort(document: SourceDocument, path: Path): LockProblem {
  return { path, span: document.locate(path), message: 'a locked port is a number from 1 to 65535' };
}

function entries(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isMap(value) ? Object.entries(value) : [];
}

/** Sorted, one line for each instance, so that two branches merge. */
export function formatLock(ports: LockedPorts): string {
  const hosts = sorted(ports).filter(([, instances]) => instances.size > 0);
  const lines = hosts.map(([host, instances]) => {
    const rows = sorted(instances).map(([name, port]) => `      ${JSON.stringify(name)}: ${port}`);
    return `    ${JSON.stringify(host)}: {\n${rows.join(',\n')}\n    }`;
  });
  const body = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "version": ${VERSION},\n  "ports": ${body}\n}\n`;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}
