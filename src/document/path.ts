// A path into a document or a model: map keys and list positions.

export type Path = readonly (string | number)[];

/** Dotted, as findings show it: `hosts.box-1.instances.main.env.A`; keys with other characters are quoted. */
export function formatPath(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' || /^[\w$-]+$/.test(key) ? String(key) : JSON.stringify(key)))
    .join('.');
}

/** A JSON pointer (RFC 6901). */
export function toPointer(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
