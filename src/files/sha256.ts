// The digest that manifests, records and their files are compared by.

import { getBuiltinModule } from 'node:process';

/** Of Bun, whose runtime the executable has: its `node:crypto` loads streams, which takes as long as a small check. */
declare const Bun:
  | { readonly CryptoHasher: { hash(algorithm: 'sha256', content: string | Uint8Array, encoding: 'hex'): string } }
  | undefined;

/** Of the content, text as UTF-8; in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  if (typeof Bun !== 'undefined') return Bun.CryptoHasher.hash('sha256', content, 'hex');
  return getBuiltinModule('node:crypto').hash('sha256', content, 'hex');
}
