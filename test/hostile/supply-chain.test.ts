// What comes with gwc from others: every package is pinned to its content, and none runs anything where it is installed.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

interface Package {
  readonly name: string;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const own: Package = JSON.parse(readFileSync('package.json', 'utf8'));
const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);
const locked = Object.entries(packages).filter(([path]) => path !== '');
const namesOf = (entries: typeof locked) => entries.map(([path]) => path);

describe('the lock of packages', () => {
  it('has the content of every one', () => {
    expect(locked.length).toBeGreaterThan(50);
    expect(namesOf(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')))).toEqual([]);
    expect(namesOf(locked.filter(([, { link, version }]) => link === true || version === undefined))).toEqual([]);
  });

  it('has the packages that package.json asks for', () => {
    const { '': root } = packages as Readonly<Record<string, Partial<Package>>>;
    expect(root!.devDependencies).toEqual(own.devDependencies);
  });

  it('has no package that is installed with the program: what it needs is in its bundle', () => {
    const ofProgram = locked.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true);
    expect(namesOf(ofProgram)).toEqual([]);
  });

  it('is of few packages', () => {
    const ofProgram = locked.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true);
    expect(ofProgram.length).toBeLessThanOrEqual(30);
  });
});

describe('gwc itself', () => {
  it('runs nothing where it is installed from a registry', () => {
    const hooks = Object.keys(own.scripts).filter((name) =>
      /^(?:pre|post)?(?:install|prepare|publish|pack)|^prepublish/.test(name),
    );
    expect(hooks).toEqual(['prepare']);
  });

  it('asks for nothing else where it is installed, and is built from ranges of a registry only', () => {
    expect(Object.keys(own).filter((key) => /dependencies$/i.test(key))).toEqual(['devDependencies']);
    expect(Object.values(own.devDependencies).filter((range) => !/^\^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });
});

describe('workflows', () => {
  const files = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`);
  it.each([...files, 'action.yml'])('%s pins each action by its commit', (file) => {
    const used = [...readFileSync(file, 'utf8').matchAll(/uses: (\S+)/g)].map(([, action]) => action!);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^(?:actions|github)\/[\w/-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  it('a release is tested and audited before it is published, with its origin', () => {
    const { permissions, jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8'));
    const runsOf = ({ steps }: { readonly steps: readonly { readonly run?: string }[] }) =>
      steps.map(({ run }) => run).filter(Boolean);
    expect([permissions, jobs.build.permissions]).toEqual([{ contents: 'read' }, undefined]);
    expect(jobs.publish.permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' });
    expect(runsOf(jobs.build)).toEqual([
      expect.stringContaining('GITHUB_REF_NAME'),
      'npm ci --ignore-scripts',
      'npm audit --audit-level=high',
      'npm run build',
      'npm run check',
      'npm run build:exe -- --all',
      'npm run test:exe',
      'npm run build:packages',
    ]);
    // Nothing that npm brought runs where there are rights to publish.
    expect(runsOf(jobs.publish)).toEqual([
      expect.stringMatching(/ npm publish dist\/release\/gwc-\*\.tgz --provenance --access public --ignore-scripts$/),
      expect.stringMatching(/ gh release create .* --verify-tag/),
    ]);
  });
});
