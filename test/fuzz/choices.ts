// The bytes of a fuzzer as a row of choices, so that a change of a byte is a change of what is made from them.

export interface Choices {
  /** From 0 up to, not including, `limit`; 0 once the bytes are used up. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly isUsedUp: () => boolean;
}

export function choicesOf(input: Uint8Array): Choices {
  let at = 0;
  const below = (limit: number): number => {
    const byte = input[at] ?? 0;
    at += 1;
    return byte % limit;
  };
  return { below, pick: (items) => items[below(items.length)]!, isUsedUp: () => at >= input.length };
}
