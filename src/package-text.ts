// Files that the package ships beside its code.

/** The text of one, by its path from the package's own folder, which lies some levels above the source as above the bundle. */
export function packageText(path: string): string {
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  const { dirname, join } = process.getBuiltinModule('node:path');
  let folder = import.meta.dirname;
  while (folder !== dirname(folder) && !existsSync(join(folder, path))) folder = dirname(folder);
  return readFileSync(join(folder, path), 'utf8');
}
