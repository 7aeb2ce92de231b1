// Anchors, aliases and merge keys against the same document written out: one value, and every place is where the user
// wrote it. The judge is the writer below, which notes down what it writes where.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SourceDocument, treeDocument } from '../../src/document/document.ts';
import { readFastTree } from '../../src/document/fast-yaml.ts';
import type { Path } from '../../src/document/json.ts';
import { parseSource, parseYaml } from '../../src/document/yaml.ts';

/** A node that stands in the document more than once is written once, with an anchor; the others are aliases of it. */
type Model = { readonly kind: 'scalar'; readonly value: string | number } | ListModel | MapModel;
interface ListModel {
  readonly kind: 'list';
  readonly items: readonly Model[];
}
interface MapModel {
  readonly kind: 'map';
  /** Brought in by `<<`: one map, or a list of them. */
  readonly merges: readonly MapModel[];
  readonly own: readonly EntryModel[];
}
interface EntryModel {
  readonly key: string;
  readonly value: Model;
}

type Next = (limit: number) => number;

const DEPTH = 4;

/** A random document in which later parts share earlier ones, whole or by a merge key. */
function randomModel(next: Next): MapModel {
  const done: Model[] = [];
  let scalars = 0;
  const scalar = (): Model => {
    scalars += 1;
    return { kind: 'scalar', value: next(3) === 0 ? 1000 + scalars : `v${scalars}` };
  };
  const node = (depth: number): Model => {
    if (done.length > 0 && next(3) === 0) return done[next(done.length)]!;
    const made = depth >= DEPTH || next(3) === 0 ? scalar() : next(3) === 0 ? list(depth) : map(depth);
    done.push(made);
    return made;
  };
  const list = (depth: number): ListModel => ({
    kind: 'list',
    items: Array.from({ length: 1 + next(3) }, () => node(depth + 1)),
  });
  const map = (depth: number): MapModel => {
    const maps = done.filter((it): it is MapModel => it.kind === 'map');
    const merges =
      maps.length === 0 || next(2) === 0 ? [] : Array.from({ length: 1 + next(3) }, () => maps[next(maps.length)]!);
    const own = [...new Set(Array.from({ length: 1 + next(4) }, () => `k${next(6)}`))].map(
      (key): EntryModel => ({ key, value: node(depth + 1) }),
    );
    return { kind: 'map', merges, own };
  };
  return {
    kind: 'map',
    merges: [],
    own: Array.from({ length: 6 }, (_, index) => ({ key: `top${index}`, value: node(1) })),
  };
}

/** What a reader makes of a map: own entries, then those of the merged maps that it doesn't have yet. */
function entriesOf({ own, merges }: MapModel): readonly EntryModel[] {
  const entries = new Map(own.map((entry) => [entry.key, entry]));
  for (const source of merges) {
    for (const entry of entriesOf(source)) if (!entries.has(entry.key)) entries.set(entry.key, entry);
  }
  return [...entries.values()];
}

function plainOf(model: Model): unknown {
  if (model.kind === 'scalar') return model.value;
  if (model.kind === 'list') return model.items.map(plainOf);
  return Object.fromEntries(entriesOf(model).map(({ key, value }) => [key, plainOf(value)]));
}

function writtenOut(model: Model): Model {
  if (model.kind === 'scalar') return { ...model };
  if (model.kind === 'list') return { kind: 'list', items: model.items.map(writtenOut) };
  const own = entriesOf(model).map(({ key, value }) => ({ key, value: writtenOut(value) }));
  return { kind: 'map', merges: [], own };
}

interface Written {
  readonly text: string;
  /** Where scalars and keys stand, each once. */
  readonly at: ReadonlyMap<Model | EntryModel, number>;
}

function write(root: MapModel, next: Next): Written {
  const anchors = new Map<Model, string>();
  const at = new Map<Model | EntryModel, number>();
  const counts = new Map<Model, number>();
  const count = (model: Model) => {
    counts.set(model, (counts.get(model) ?? 0) + 1);
    if (counts.get(model)! > 1) return;
    if (model.kind === 'list') model.items.forEach(count);
    if (model.kind === 'map') for (const part of [...model.merges, ...model.own.map(({ value }) => value)]) count(part);
  };
  count(root);
  let text = '';
  const anchor = (model: Model) => {
    if (counts.get(model) === 1) return '';
    anchors.set(model, `a${anchors.size}`);
    return `&${anchors.get(model)} `;
  };
  /** Behind `key:` or `-`, a space included where one is needed. */
  const put = (model: Model, indent: string, isFlow: boolean) => {
    const known = anchors.get(model);
    if (known !== undefined) text += ` *${known}${isFlow ? ' ' : '\n'}`;
    else if (model.kind === 'scalar') {
      text += ` ${anchor(model)}`;
      at.set(model, text.length);
      text += `${model.value}${isFlow ? '' : '\n'}`;
    } else if (isFlow || next(3) === 0) putFlow(model, isFlow);
    else if (model.kind === 'list') {
      text += ` ${anchor(model)}\n`;
      for (const item of model.items) {
        text += `${indent}-`;
        put(item, `${indent}  `, false);
      }
    } else {
      text += ` ${anchor(model)}\n`;
      putEntries(model, indent, false);
    }
  };
  const putFlow = (model: ListModel | MapModel, isFlow: boolean) => {
    const [open, close] = model.kind === 'list' ? '[]' : '{}';
    text += ` ${anchor(model)}${open}`;
    if (model.kind === 'map') putEntries(model, '', true);
    else {
      model.items.forEach((item, index) => {
        if (index > 0) text += ',';
        put(item, '', true);
      });
    }
    text += `${close}${isFlow ? '' : '\n'}`;
  };
  const putEntries = (model: MapModel, indent: string, isFlow: boolean) => {
    const separate = () => {
      text += isFlow ? ', ' : '';
    };
    const mergeAt = model.merges.length === 0 ? -1 : next(model.own.length);
    model.own.forEach((entry, index) => {
      if (index > 0) separate();
      if (index === mergeAt) {
        text += `${indent}<<:`;
        const [first] = model.merges;
        if (model.merges.length === 1) put(first!, `${indent}  `, isFlow);
        else {
          text += ` [${model.merges.map((source) => `*${anchors.get(source)}`).join(', ')}]${isFlow ? '' : '\n'}`;
        }
        separate();
      }
      text += indent;
      at.set(entry, text.length);
      text += `${entry.key}:`;
      put(entry.value, `${indent}  `, isFlow);
    });
  };
  putEntries(root, '', false);
  return { text, at };
}

/** Compares the place of every value and key with what the writer noted down. */
function expectPlaces(document: SourceDocument, model: MapModel, { text, at }: Written): void {
  const offsetOf = (path: Path, part: 'key' | 'value') => {
    const { line, column } = document.locate(path, part);
    return text.split('\n', line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  };
  const walk = (node: Model, path: Path) => {
    if (node.kind === 'scalar') expect([path, offsetOf(path, 'value')]).toEqual([path, at.get(node)]);
    if (node.kind === 'list') for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    if (node.kind === 'map') {
      for (const entry of entriesOf(node)) {
        const below = [...path, entry.key];
        expect([below, offsetOf(below, 'key')]).toEqual([below, at.get(entry)]);
        walk(entry.value, below);
      }
    }
  };
  walk(model, []);
}

describe('a document with anchors, aliases and merge keys', () => {
  it('has the value of the same document written out, and places where the user wrote them, in both readings', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1000)), (numbers) => {
        const next: Next = (limit) => numbers.next().value % limit;
        const model = randomModel(next);
        const plain = writtenOut(model) as MapModel;
        for (const [one, written] of [
          [model, write(model, next)],
          [plain, write(plain, next)],
        ] as const) {
          const full = parseYaml(written.text);
          expect(full.problems).toEqual([]);
          expect(readFastTree(written.text)).toBeDefined();
          for (const document of [
            parseSource(written.text, 'hosts.yaml'),
            treeDocument(written.text, 'hosts.yaml', full),
          ]) {
            expect(JSON.parse(JSON.stringify(document.value))).toEqual(plainOf(model));
            expectPlaces(document, one, written);
          }
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
