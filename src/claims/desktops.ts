// What a gateway drives of a person's desktop: a browser that somebody is signed in to, or the screen itself.
// Source: openclaw@2026.9.6, extensions/browser (driver existing-session, extension), src/desktop (desktop.host).

import { at, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';
import { filledConfig } from '../model/environment.ts';
import type { Instance } from '../model/fleet.ts';
import { pathIdentity, resolvePath } from '../model/paths.ts';
import { attachment } from '../openclaw/cdp.ts';
import { isBrowserOn } from '../openclaw/plugins.ts';
import type { Os } from '../openclaw/release.ts';
import { type Claim, hostScope, userScope } from './claim.ts';

const VNC_PORT = 5900;

export function desktopClaims(instance: Instance): readonly Claim[] {
  if (instance.service.manager.container) return [];
  return [...browserClaims(instance), ...screenClaims(instance)];
}

function browserClaims(instance: Instance): readonly Claim[] {
  const config = filledConfig(instance);
  const browser = at(config, 'browser');
  if (!isMap(browser) || !isBrowserOn(config, instance.release.version)) return [];
  const profiles = isMap(browser['profiles']) ? browser['profiles'] : {};
  return [
    ...Object.entries(profiles).flatMap(([name, profile]) =>
      profileClaims(profile, ['browser', 'profiles', name, 'driver'], instance),
    ),
    ...builtInClaims(String(browser['defaultProfile']), profiles, instance),
  ];
}

/** Profiles that are there without being written. Source: OpenClaw docs/tools/browser/existing-session.md, docs/tools/browser/profiles.md. */
const BUILT_IN: Readonly<Record<string, string>> = { user: 'existing-session', chrome: 'extension' };

function builtInClaims(name: string, profiles: JsonMap, instance: Instance): readonly Claim[] {
  if (!Object.hasOwn(BUILT_IN, name) || Object.hasOwn(profiles, name)) return [];
  return profileClaims({ driver: BUILT_IN[name]! }, ['browser', 'defaultProfile'], instance);
}

function profileClaims(profile: Json, key: Path, instance: Instance): readonly Claim[] {
  const place = ['config', ...key];
  const driver = at(profile, 'driver');
  const { url, isAuto, dataFolder } = attachment(profile);
  // One that is reached by URL is compared as such.
  if (driver === 'existing-session' && url === undefined && (isAuto || at(profile, 'cdpUrl') === undefined)) {
    const folder = folderIdentity(dataFolder ?? at(profile, 'userDataDir'), instance);
    return [claim(instance, `session ${folder}`, 'signed-in browser', place)];
  }
  // The extension's native messaging host is registered once in an account.
  if (driver === 'extension') return [claim(instance, 'extension', 'browser extension', place)];
  return [];
}

/** Chrome's own, where none is written. */
const USUAL_FOLDER: Readonly<Record<Os, string>> = {
  linux: '~/.config/google-chrome',
  macos: '~/Library/Application Support/Google/Chrome',
};

function folderIdentity(value: Json | undefined, { home, os }: Instance): string {
  return pathIdentity(resolvePath(typeof value === 'string' ? value : USUAL_FOLDER[os], home), os);
}

function screenClaims(instance: Instance): readonly Claim[] {
  const desktop = at(instance.config, 'desktop', 'host');
  if (at(desktop, 'enabled') !== true) return [];
  const written = at(desktop, 'port');
  const key = ['config', 'desktop', 'host', written === undefined ? 'enabled' : 'port'];
  return [{ ...claim(instance, `screen ${written ?? VNC_PORT}`, 'desktop', key), scope: hostScope(instance) }];
}

function claim(instance: Instance, key: string, label: string, place: Path): Claim {
  return { kind: 'desktop', instance, scope: userScope(instance), key, label, at: place };
}
