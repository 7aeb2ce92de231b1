// For Vitest: the order in which its workers are handed the files.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those of these names come first, in their order; the others follow. A name is a file's path below test/, up to `.test.ts` or the like. */
export function inOrder(names: readonly string[]): typeof BaseSequencer {
  const placeOf = ({ moduleId }: TestSpecification) => {
    const index = names.findIndex((name) => moduleId.includes(`/test/${name}.`));
    return index === -1 ? names.length : index;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return files.toSorted((a, b) => placeOf(a) - placeOf(b));
    }
  };
}
