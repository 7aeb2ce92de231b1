// The text of a unit file → its assignments in order, by the rules of systemd.syntax(7).

export interface Assignment {
  /** Without brackets; empty before the first one. */
  readonly section: string;
  readonly key: string;
  /** As written, without blanks at its ends and with continued lines joined. */
  readonly value: string;
}

export interface UnitText {
  readonly assignments: readonly Assignment[];
  /** Numbers of lines, from 1, that are none of systemd's. */
  readonly strange: readonly number[];
}

export function parseUnit(text: string): UnitText {
  const assignments: Assignment[] = [];
  const strange: number[] = [];
  let section = '';
  for (const { line, number } of logicalLines(text)) {
    const heading = /^\[(.*)\]$/.exec(line)?.[1];
    const [, key, value] = /^([A-Za-z][\w-]*)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (heading !== undefined) section = heading;
    else if (key !== undefined && value !== undefined) assignments.push({ section, key, value });
    else strange.push(number);
  }
  return { assignments, strange };
}

interface Line {
  readonly line: string;
  readonly number: number;
}

/** A backslash at the end joins the next line; comments between the two are left out. */
function* logicalLines(text: string): Generator<Line> {
  let joined = '';
  let start = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(raw)) continue;
    if (joined === '') start = index + 1;
    if (/(?<!\\)(\\\\)*\\$/.test(raw)) {
      joined += `${raw.slice(0, -1)} `;
      continue;
    }
    const line = (joined + raw).trim();
    joined = '';
    if (line !== '') yield { line, number: start };
  }
  if (joined.trim() !== '') yield { line: joined.trim(), number: start };
}
