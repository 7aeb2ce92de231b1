// Forms of text that OpenClaw parses by hand.

const DURATION = /^(?:\d+(?:\.\d+)?|(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)$/;
const DURATION_PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)?/g;
const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** In milliseconds, of a text such as `90`, `30s` or `1h30m`; undefined where it is none. */
export function durationOf(text: string, defaultUnit: 'ms' | 'm' | 'h' | 'd'): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (!DURATION.test(trimmed)) return undefined;
  const parts = [...trimmed.matchAll(DURATION_PART)];
  return parts.reduce((total, [, count, unit]) => total + Number(count) * MILLISECONDS[unit ?? defaultUnit]!, 0);
}

export function isByteSize(text: string): boolean {
  return /^\d+(?:\.\d+)?(?:b|[kmgt]b?)?$/.test(text.trim().toLowerCase());
}

/** `HH:MM`; `24:00` only where a day may end. */
export function isTimeOfDay(text: string, mayBeEnd: boolean): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) || (mayBeEnd && text === '24:00');
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

export function isAbsolutePath(text: string): boolean {
  return text.startsWith('/') || /^[A-Za-z]:[\\/]/.test(text) || /^\\\\[^\\]+\\[^\\]+/.test(text);
}

/** `provider/model`. */
export function isModelRef(text: string): boolean {
  const [provider = '', ...model] = text.trim().split('/');
  return !isBlank(provider) && !isBlank(model.join('/'));
}

/** A program's name or path, free of what a shell would take as more than that. */
export function isPlainCommand(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || /[;&|`$<>\r\n"'\0]/.test(trimmed)) return false;
  const isPath = /^[.~]/.test(trimmed) || /[\\/]/.test(trimmed);
  return isPath || (!trimmed.startsWith('-') && /^[A-Za-z0-9._+-]+$/.test(trimmed));
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(parsedUrl(text)?.protocol ?? '');
}

/** https, or http to this machine. */
export function isSecureUrl(text: string): boolean {
  const url = parsedUrl(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname));
}

/** Scheme, host and port and nothing more. */
export function isOrigin(text: string): boolean {
  const url = parsedUrl(text);
  return (
    url !== undefined && isHttpUrl(text) && url.pathname + url.search + url.hash + url.username + url.password === '/'
  );
}

export function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** One exact host name or address: no scheme, port, path or wildcard. */
export function isExactHost(text: string): boolean {
  const host = text.trim().toLowerCase().replace(/\.+$/, '');
  const unbracketed = /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
  if (isIpv6(unbracketed)) return true;
  const ascii = /[\s/?#@:*]/.test(unbracketed) ? undefined : parsedUrl(`http://${unbracketed}`)?.hostname;
  return ascii !== undefined && ascii.length <= 253 && ascii.split('.').every((label) => isHostLabel(label));
}

function isHostLabel(label: string): boolean {
  return label.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label);
}

function isIpv6(text: string): boolean {
  return text.includes(':') && URL.canParse(`http://[${text}]`);
}

/** A DNS name with a dot in it and room for one more label. */
export function isDnsDomain(text: string): boolean {
  const domain = text.toLowerCase();
  if (parsedUrl(`https://portal.${text}`)?.hostname !== `portal.${domain}`) return false;
  return (
    domain.length <= 220 && domain.includes('.') && !/^[\d.]+$/.test(domain) && domain.split('.').every(isHostLabel)
  );
}
