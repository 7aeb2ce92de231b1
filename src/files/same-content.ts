// Whether bytes are the UTF-8 of a text, without a copy of the whole.

const encoder = new TextEncoder();
const part = Buffer.allocUnsafe(64 * 1024);

export function isContent(text: string, bytes: Buffer): boolean {
  let offset = 0;
  for (let rest = text; rest !== ''; ) {
    const { read, written } = encoder.encodeInto(rest, part);
    if (!bytes.subarray(offset, offset + written).equals(part.subarray(0, written))) return false;
    offset += written;
    rest = rest.slice(read);
  }
  return offset === bytes.length;
}
