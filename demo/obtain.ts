/**
 * Obtains what other commands need: the `programs` of the local stack, the `portal`'s build, or the build as the folder
 * `dist`.
 */
import { setPriority } from "node:os";
import { TEST_PROGRAM_NAMES } from "#demo/local-stack/programs/program-list";
import { openStack } from "#demo/local-stack/stack";
import { buildPortal, copyBuild } from "#demo/portal-build";
import { say, sayError } from "#lib/command/terminal";

/** The niceness of what others should not wait for. */
const GIVES_WAY = 19;

const stack = openStack({
  report: (_name, _state, detail) => say(`  ${detail}`),
  onProgress: (name, doing, why) => say(`  ${doing} ${name}${why ? ` (no release: ${why})` : ""}`),
});

async function obtainPrograms(): Promise<void> {
  stack.programs.obtainAll(TEST_PROGRAM_NAMES);
  await Promise.all(TEST_PROGRAM_NAMES.map((name) => stack.obtain(name)));
}

/** It is built while the unit tests run, which have the processors first. */
async function obtainPortal(): Promise<void> {
  setPriority(GIVES_WAY);
  await buildPortal(stack);
}

async function obtainDist(): Promise<void> {
  copyBuild(await buildPortal(stack));
}

const WORK = new Map([
  ["programs", obtainPrograms],
  ["portal", obtainPortal],
  ["dist", obtainDist],
]);

async function obtain(what: string): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void stack.close());
  try {
    const work = WORK.get(what);
    if (!work) throw new Error(`Nothing is named ${what}. There are: ${[...WORK.keys()].join(", ")}.`);
    await work();
    return 0;
  } catch (error) {
    sayError(error);
    return 1;
  } finally {
    await stack.close();
  }
}

process.exit(await obtain(process.argv[2] ?? ""));
