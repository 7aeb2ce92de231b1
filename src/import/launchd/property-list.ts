// The bytes of a property list, XML or binary → plain data.

import { parse, parseBinary } from 'plist';
import { isMap, type Json, type JsonMap, mapOf } from '../../document/json.ts';
import { quietly } from '../quietly.ts';

/** Undefined where it is no property list, or none of a dictionary. */
export function parsePropertyList(bytes: Uint8Array): JsonMap | undefined {
  try {
    const isBinary = new TextDecoder('latin1').decode(bytes.subarray(0, 6)) === 'bplist';
    const value = toJson(isBinary ? parseBinary(bytes) : quietly(() => parse(new TextDecoder().decode(bytes))));
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Dates and data, which no key of a job takes, become null. */
function toJson(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return null;
  return mapOf(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}
