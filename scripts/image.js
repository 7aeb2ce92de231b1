// Makes dist/image/, what a container image is built of: `docker build dist/image` or `buildah build dist/image`. It holds the
// executable, the libraries of this machine's C that it is linked with, and nothing else: no shell, and no account but nobody.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OUT = 'dist/image';
const PROGRAM = `dist/exe/gwc-${process.platform}-${process.arch}`;

rmSync(OUT, { recursive: true, force: true });
copy(PROGRAM, 'usr/bin/gwc');
for (const name of ['LICENSE', 'THIRD-PARTY.txt']) copy(name, `usr/share/doc/gwc/${name}`);
const linked = execFileSync('ldd', [PROGRAM], { encoding: 'utf8' }).matchAll(/\s(\/\S+) \(0x/g);
for (const [, path] of linked) copy(/** @type {string} */ (path), /** @type {string} */ (path));
// Where Debian has the licence of its C library.
const LICENCE = '/usr/share/doc/libc6/copyright';
if (existsSync(LICENCE)) copy(LICENCE, LICENCE);
mkdirSync(join(OUT, 'root/work'));
writeFileSync(
  join(OUT, 'Containerfile'),
  `FROM scratch
COPY root /
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/usr/bin/gwc"]
`,
);

/** @param {string} from @param {string} to */
function copy(from, to) {
  const path = join(OUT, 'root', to);
  mkdirSync(dirname(path), { recursive: true });
  cpSync(from, path, { dereference: true });
}
