// A TCP listener that a config turns on, beside the gateway's own ports and its browsers.

import type { Json, JsonMap, Path } from '../document/json.ts';

/** Ports `from` to `to`, both included; mostly one. */
export interface Listener {
  /** As messages say it: "telegram webhook of account `b`". */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The key that gives the port, whether it is written or not: below the config. */
  readonly path: Path;
  /** The port is OpenClaw's default: nobody wrote it. */
  readonly isDefault: boolean;
  /** It belongs into the instance's own span. */
  readonly isAtHome: boolean;
  /** How to move it, where the value isn't the port alone. */
  readonly remedy?: string;
  /** What becomes of a second one like it on the port, as the end of a sentence, where both gateways run. */
  readonly second?: string;
}

/** What decides which listeners an instance has. */
export interface ListenerContext {
  readonly config: JsonMap;
  readonly env: Readonly<Record<string, string>>;
  /** The instance's base port. */
  readonly base: number;
}

export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** Nothing where the value is no port: OpenClaw's own schema tells that, and 0 means any free one. */
export function listenerAt(port: Json | undefined, parts: Omit<Listener, 'from' | 'to'>): readonly Listener[] {
  return isPort(port) ? [{ from: port, to: port, ...parts }] : [];
}

/** A text, a reference, anything but nothing. */
export function isGiven(value: Json | undefined): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null;
}

/** As OpenClaw reads a switch in its environment. */
export function isTrue(value: string | undefined): boolean {
  return /^(1|true|yes|on)$/i.test(value?.trim() ?? '');
}
