// The text of an environment file → its variables, as systemd.exec(5), "EnvironmentFile=", and dotenv read them.

import type { Disk } from './disk.ts';

/** Values by name; a later one wins. They are for comparing and for paths and ports: none of them is ever shown. */
export type Variables = ReadonlyMap<string, string>;

/** A comment, or a variable: a quoted value may go over several lines. */
const LINE =
  /^[ \t]*[#;][^\n]*$|^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*("(?:[^"\\]|\\[\s\S])*"|'[^']*'|[^\n]*)/gm;

export function parseEnvFile(text: string): Variables {
  const found = [...text.matchAll(LINE)];
  return new Map(found.flatMap(([, name, value = '']) => (name === undefined ? [] : [[name, unquote(value.trim())]])));
}

/** Undefined where there is no such file, or it can't be read. */
export function readEnvFile(path: string, disk: Disk): Variables | undefined {
  const text = disk.text(path);
  return text === undefined ? undefined : parseEnvFile(text);
}

function unquote(value: string): string {
  if (/^'[^']*'$/.test(value)) return value.slice(1, -1);
  if (/^"[\s\S]*"$/.test(value))
    return value.slice(1, -1).replace(/\\([\\"$`\n])/g, (_, kept: string) => (kept === '\n' ? '' : kept));
  return value.replace(/\\(.)/g, '$1');
}
