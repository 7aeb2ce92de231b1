// What gwc's package.json says of it.

import packageJson from '../../package.json' with { type: 'json' };
import { type Links, projectLinks } from '../diagnostics/report.ts';

export const VERSION = packageJson.version;
export const DESCRIPTION = packageJson.description;

/** Undefined as long as package.json has neither `homepage` nor `repository`. */
export const LINKS: Links | undefined = projectLinks(packageJson);
