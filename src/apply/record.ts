// applied.json: what gwc has put on this machine, and what it was doing when it was cut off. Text ↔ data. It stands where only
// gwc writes, and is checked like any other file all the same.

import { at, isList, type Json, parseJson } from '../document/json.ts';
import { FileError } from '../files/file-error.ts';
import { isPath, readDeployment } from '../files/read-deployment.ts';
import { isContainerTarget } from '../model/container.ts';
import type { Deployment } from '../targets/deployment.ts';

const RECORD_VERSION = 1;

export interface ApplyRecord {
  readonly instances: readonly Applied[];
  /** What the Ansible playbook, which shares the record, brought up as containers: left to it. */
  readonly containers: readonly Applied[];
  /** What was begun and not ended, by `service`: more than one where one run after the other was cut off. */
  readonly works: readonly Work[];
  /** Services that were stopped to let another one have their port, and are to run again. */
  readonly stopped: readonly string[];
}

/** An instance as it was when it last came up. */
export interface Applied {
  readonly deployment: Deployment;
  /** Empty for one that is being created. */
  readonly files: readonly AppliedFile[];
}

export interface AppliedFile {
  readonly path: string;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
}

/** A service whose files are being changed. */
export interface Work {
  readonly service: string;
  /** The base port that it is to have. */
  readonly port: number;
  /** Whether it ran before. */
  readonly wasRunning: boolean;
  /** What was there before, to be put back. */
  readonly kept: readonly KeptFile[];
  /** What they are to be: whatever of it is found is gwc's own. */
  readonly writes: readonly AppliedFile[];
}

export interface KeptFile {
  readonly path: string;
  /** Its name in the folder of kept files; absent where there was no file. */
  readonly stored?: string | undefined;
  /** Permission bits. */
  readonly mode: number;
}

export const EMPTY_RECORD: ApplyRecord = { instances: [], containers: [], works: [], stopped: [] };

export function formatRecord({ instances, containers, works, stopped }: ApplyRecord): string {
  const all = [...instances, ...containers];
  return `${JSON.stringify({ version: RECORD_VERSION, instances: all, works, stopped }, undefined, 2)}\n`;
}

/** Throws a FileError where the text is no record. */
export function parseRecord(text: string, shown: string): ApplyRecord {
  const fail = (reason: string): never => {
    throw new FileError(
      `${shown} can't be trusted: ${reason}; move it away, and the next apply looks at each file anew`,
    );
  };
  const value = parseJson(text);
  if (at(value, 'version') !== RECORD_VERSION) return fail('it does not have the shape of a record');
  const listed = at(value, 'instances');
  if (!isList(listed)) return fail('it has no list of instances');
  const all = listed.map((entry) => {
    const deployment = readDeployment(at(entry, 'deployment') ?? null);
    const files = readFiles(at(entry, 'files'));
    if (typeof deployment === 'string' || !files) return fail('an instance in it has another shape');
    return { deployment, files };
  });
  const begun = at(value, 'works');
  const stopped = at(value, 'stopped');
  if (!isList(begun) || !isTexts(stopped)) return fail('what was begun has another shape');
  return {
    instances: all.filter((applied) => !isContainer(applied)),
    containers: all.filter(isContainer),
    works: begun.map((work) => readWork(work) ?? fail('what was begun has another shape')),
    stopped,
  };
}

function isContainer({ deployment }: Applied): boolean {
  return isContainerTarget(deployment.target);
}

function readWork(value: Json): Work | undefined {
  const [service, port, wasRunning] = ['service', 'port', 'wasRunning'].map((key) => at(value, key));
  const kept = at(value, 'kept');
  const writes = readFiles(at(value, 'writes'));
  if (typeof service !== 'string' || typeof port !== 'number' || typeof wasRunning !== 'boolean') return undefined;
  if (!writes || !isList(kept) || !kept.every(isKept)) return undefined;
  return { service, port, wasRunning, kept: kept as unknown as readonly KeptFile[], writes };
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isList(value) && value.every((text) => typeof text === 'string');
}

function isKept(value: Json): boolean {
  const stored = at(value, 'stored');
  const mode = Number(at(value, 'mode'));
  if (!isPath(at(value, 'path')) || !Number.isInteger(mode) || mode < 0 || mode > 0o777) return false;
  return stored === undefined || (typeof stored === 'string' && /^\d+$/.test(stored));
}

function readFiles(value: Json | undefined): readonly AppliedFile[] | undefined {
  if (!isList(value)) return undefined;
  const isFile = (file: Json) => isPath(at(file, 'path')) && /^[0-9a-f]{64}$/.test(String(at(file, 'sha256')));
  if (!value.every(isFile)) return undefined;
  return value.map((file) => ({ path: String(at(file, 'path')), sha256: String(at(file, 'sha256')) }));
}
