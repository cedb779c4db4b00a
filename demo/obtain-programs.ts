/** Obtains every program of the local stack, so that what follows starts at once. Used by `npm test`. */

import { PROGRAM_NAMES } from "#demo/local-stack/program-list";
import { openStack } from "#demo/local-stack/stack";
import type { ProgramName } from "#demo/local-stack/types";
import { say, sayError } from "#demo/terminal";

const stack = openStack({
  onProgress: (name, doing, why) => say(`  ${doing} ${name}${why ? ` (no release: ${why})` : ""}`),
});

async function obtainAll(): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void stack.close());
  try {
    stack.programs.obtainAll(PROGRAM_NAMES);
    await Promise.all(PROGRAM_NAMES.map((name: ProgramName) => stack.obtain(name)));
    return 0;
  } catch (error) {
    sayError(error);
    return 1;
  } finally {
    await stack.close();
  }
}

process.exit(await obtainAll());
