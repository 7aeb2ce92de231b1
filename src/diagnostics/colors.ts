// Colours of a terminal. What libraries for them do besides, ask whether there is a terminal, takes as long as a small check.

/** How each is switched on and off. Source: ECMA-48, 8.3.117 (SGR). */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;

export type Formatter = (text: string) => string;

export type Colors = Readonly<Record<keyof typeof CODES, Formatter>>;

/** Those that leave the text as it is, where colours are off. */
export function colorsOf(isOn: boolean): Colors {
  const formatters = Object.entries(CODES).map(([name, [on, off]]): [string, Formatter] => [
    name,
    isOn ? (text) => `\x1b[${on}m${text}\x1b[${off}m` : String,
  ]);
  return Object.fromEntries(formatters) as Colors;
}
