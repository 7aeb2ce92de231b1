// Offsets in a text → lines and columns, both counted from 1.

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LineIndex {
  position(offset: number): Position;
}

export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return {
    position(offset) {
      const line = lastAtMost(starts, Math.min(offset, text.length));
      return { line: line + 1, column: Math.min(offset, text.length) - starts[line]! + 1 };
    },
  };
}

/** The index of the last number that is at most `limit`; the numbers ascend and the first is 0. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (ascending[middle]! <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
