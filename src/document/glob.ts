// Patterns of paths: `*` and `?` in a part of a path, and `**` for any number of folders. A name that starts with a dot, and a
// folder of packages, is matched by a pattern that writes it out, and by no wildcard.

/** Whether a part of a pattern stands for other names than itself. */
export function isWild(part: string): boolean {
  return /[*?]/.test(part);
}

/** The parts of a pattern, `**` never twice in a row nor at the end. */
export function globParts(pattern: string): readonly string[] {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const single = parts.filter((part, index) => part !== '**' || parts[index - 1] !== '**');
  return single.at(-1) === '**' ? [...single, '*'] : single;
}

export type Match = 'whole' | 'folder' | 'none';

/** `folder`: not the path itself, but what lies below it may match. */
export function matchPath(pattern: string, path: string): Match {
  const parts = globParts(pattern);
  // The places in the pattern that the path may have come to.
  let places = opened(parts, [0]);
  for (const name of path.split('/')) {
    const next = places.flatMap((place) => {
      const part = parts[place];
      if (part === undefined || !(part === '**' ? isPlain(name) : matchName(part, name))) return [];
      return [part === '**' ? place : place + 1];
    });
    places = opened(parts, next);
  }
  if (places.includes(parts.length)) return 'whole';
  return places.length > 0 ? 'folder' : 'none';
}

/** With those behind each `**`, which may stand for no folder. */
function opened(parts: readonly string[], places: readonly number[]): readonly number[] {
  return [...new Set(places.flatMap((place) => (parts[place] === '**' ? [place, place + 1] : [place])))];
}

/** Whether a part of a pattern, other than `**`, matches a name. Takes no more than the product of both lengths. */
export function matchName(part: string, name: string): boolean {
  if (!isWild(part)) return part === name;
  if (!isPlain(name) && !part.startsWith('.')) return false;
  let [at, star, retry] = [0, -1, 0];
  for (let index = 0; index < name.length; ) {
    if (part[at] === '*') {
      star = at;
      retry = index;
      at += 1;
    } else if (at < part.length && (part[at] === '?' || part[at] === name[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      // The last star takes one character more.
      at = star + 1;
      retry += 1;
      index = retry;
    } else return false;
  }
  return /^\**$/.test(part.slice(at));
}

/** Whether wildcards match the name. */
export function isPlain(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules';
}
