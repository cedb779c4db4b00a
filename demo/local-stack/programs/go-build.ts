/** Building a pinned Go module, and finding its folder. */
import { dirname } from "node:path";
import { z } from "zod";
import { explainCacheError, moduleDirectory } from "#demo/local-stack/programs/program-cache";
import { PROGRAMS } from "#demo/local-stack/programs/program-list";
import type { CommandResult, CommandSpec, ProgramName } from "#demo/local-stack/types";
import { PortalError } from "#lib/errors";

type Run = (spec: CommandSpec) => Promise<CommandResult>;

const BACKGROUND_NICENESS = 10;
const downloadedModule = z.object({ Dir: z.string() });

function needGo(name: string, why: string, cause?: unknown): PortalError {
  return new PortalError("misconfigured", {
    detail: `${name} could not be downloaded as a release, and could not be built: ${why}`,
    suggestion:
      "Install Go 1.26 or newer (https://go.dev/dl/) and allow it to reach a Go module proxy (GOPROXY), or put the program in a folder and name that in VITRINE_PROGRAMS.",
    cause,
  });
}

/** `cache` is what fills up when a disk is full. */
async function runGo(
  name: string,
  cache: string,
  run: Run,
  spec: Omit<CommandSpec, "command">,
): Promise<string> {
  let result: CommandResult;
  try {
    result = await run({ command: "go", ...spec });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw needGo(name, "Go is not installed.", error);
    throw error;
  }
  if (result.code === 0) return result.stdout;
  const message = result.stderr.trim() || result.stdout.trim();
  throw explainCacheError(message, cache) ?? needGo(name, lastLines(message));
}

function lastLines(text: string): string {
  return `\n${text.split("\n").slice(-8).join("\n")}`;
}

/** Builds a program to `output`. `workFolder` takes Go's temporary files, so that a killed build leaves none. */
export async function buildProgram(
  name: ProgramName,
  output: string,
  workFolder: string,
  run: Run,
): Promise<void> {
  const program = PROGRAMS[name];
  await runGo(name, dirname(workFolder), run, {
    args: ["build", ...program.buildFlags, "-o", output, program.package],
    cwd: moduleDirectory(name),
    env: { GOTMPDIR: workFolder, GOWORK: "off" },
    nice: program.first ? undefined : BACKGROUND_NICENESS,
  });
}

/** The folder of a program's module in Go's module cache, downloaded when it is not there. */
export function locateModule(name: ProgramName, run: Run): Promise<string> {
  return downloadModule(name, PROGRAMS[name].module, moduleDirectory(name), run);
}

/** The folder of a module of the version that the go.mod in `cwd` names; `name` is for messages. */
export async function downloadModule(name: string, module: string, cwd: string, run: Run): Promise<string> {
  const stdout = await runGo(name, "Go's module cache", run, {
    args: ["mod", "download", "-json", module],
    cwd,
    env: { GOWORK: "off" },
  });
  return downloadedModule.parse(JSON.parse(stdout)).Dir;
}
