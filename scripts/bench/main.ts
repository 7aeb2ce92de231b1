// npm run bench: measures, and writes docs/benchmarks.md. With --small it measures little and prints the page instead.

import { writeFileSync } from 'node:fs';
import { checkers } from './checkers.ts';
import { crowds } from './crowd.ts';
import { benchmarksPage } from './page.ts';
import { peers } from './peers.ts';
import { scale } from './scale.ts';
import { spellings } from './spelling.ts';
import { startup } from './startup.ts';

const isSmall = process.argv.includes('--small');

function scales(sizes: readonly number[]) {
  return sizes.map((size) => {
    console.error(`${size} instances`);
    return scale(size, roundsFor(size));
  });
}

/** The larger a fleet, the less do single runs differ. */
function roundsFor(size: number): number {
  if (isSmall || size > 10_000) return 1;
  return size > 1000 ? 3 : 5;
}

const page = benchmarksPage({
  startup: startup(isSmall ? 3 : 31),
  scales: scales(isSmall ? [2, 100] : [2, 100, 1000, 10_000, 100_000]),
  crowds: crowds(isSmall ? [100, 1000] : [1000, 4000, 16_000], isSmall ? 1 : 3),
  spellings: isSmall ? [spellings(100, 1)] : [spellings(1000, 5), spellings(10_000, 3)],
  checkers: checkers(isSmall ? 1 : 11),
  peers: isSmall ? [peers(2, 1)] : [peers(2, 11), peers(100, 5)],
});
if (isSmall) console.log(page);
else writeFileSync('docs/benchmarks.md', page);
