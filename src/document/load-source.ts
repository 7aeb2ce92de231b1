// `parseSource` for a program that starts often: the full YAML parser is loaded for texts that need it.

import { type SourceDocument, sourceDocument } from './document.ts';
import { plainSource } from './plain-source.ts';

export async function loadSource(text: string, file: string): Promise<SourceDocument> {
  const plain = plainSource(text, file);
  if (plain) return plain;
  const { parseYaml } = await import('./parse-yaml.ts');
  return sourceDocument(text, file, parseYaml(text));
}
