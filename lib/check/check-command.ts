/** `vitrine check`: for the continuous integration of a repository that the portal writes to. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkChange } from "#lib/check/change-check";
import { type CheckedFile, readChangedFiles, readFilesAt, readMessage } from "#lib/check/changed-files";
import { isPortalError } from "#lib/errors";
import {
  compilePathTemplate,
  DEFAULT_PATH_TEMPLATE,
  FILE_LAYOUTS,
  type FileLayout,
} from "#lib/request/file/path";
import { parseTrailers } from "#lib/request/trailers";

const USAGE = `Usage: vitrine check --base <commit> [options]
       vitrine check [options] <path>...

Checks that each changed file is one Kubernetes object, the one that its path and
the request's trailers say, to everybody who reads YAML. Needs Git and no network.

  --base <commit>            compare with this commit, where the branch left it
  --head <commit>            the commit to check (default: HEAD)
  --repository <folder>      the Git repository (default: .)
  --folder <folder>          check files in this folder of the repository only
  --path-template <text>     VITRINE_PATH_TEMPLATE of the portal
                             (default: ${DEFAULT_PATH_TEMPLATE})
  --layout <layout>          the portal's \`layout\` of the repository: file;
                             documents where a file holds several objects;
                             kustomization where files are listed in one
                             (default: file)
  --body <file>              the text of the pull request, for its trailers
                             (default: the message of the commit)
  --plural <Kind>=<plural>   the plural of a kind, where English has another

Exit code: 0 all is well, 1 a file is not what it should be, 2 the check could not run.`;

/** GitOps agents apply files with these names. */
const APPLIED = /\.(ya?ml|json)$/i;

const PASSED = 0;
const FAILED = 1;
const NOT_RUN = 2;

interface Output {
  print(line: string): void;
  printError(line: string): void;
}

/** Runs the command and returns the exit code. */
export function runCheck(args: readonly string[], { print, printError }: Output): number {
  try {
    const { values, positionals } = parseCommand(args);
    const [command, ...paths] = positionals;
    if (values.help || command !== "check" || (values.base === undefined) === (paths.length === 0)) {
      printError(USAGE);
      return values.help ? PASSED : NOT_RUN;
    }
    const { repository, head, base, body } = values;
    const layout = parseLayout(values.layout);
    const changed =
      base === undefined ? readFilesAt(repository, head, paths) : readChangedFiles(repository, base, head);
    const files = changed.filter((file) => isChecked(file, values.folder));
    const text =
      body === undefined
        ? base === undefined
          ? ""
          : readMessage(repository, head)
        : readFileSync(body, "utf8");
    const problems = checkChange(files, {
      pathTemplate: compilePathTemplate(values["path-template"], layout),
      layout,
      trailers: parseTrailers(text),
      plurals: parsePlurals(values.plural),
    });
    for (const { path, message } of problems) printError(`✗ ${path}: ${message}`);
    print(
      problems.length === 0
        ? `✓ ${count(files.length, "file")} checked.`
        : `${count(problems.length, "problem")} found.`,
    );
    return problems.length === 0 ? PASSED : FAILED;
  } catch (error) {
    printError(`The check could not run: ${describeError(error)}`);
    return NOT_RUN;
  }
}

function parseCommand(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      base: { type: "string" },
      head: { type: "string", default: "HEAD" },
      repository: { type: "string", default: "." },
      folder: { type: "string", default: "" },
      "path-template": { type: "string", default: DEFAULT_PATH_TEMPLATE },
      layout: { type: "string", default: "file" },
      body: { type: "string" },
      plural: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
}

function isChecked({ path }: CheckedFile, folder: string): boolean {
  const prefix = folder.replace(/^\.?\/+|\/+$/g, "");
  return APPLIED.test(path) && (prefix === "" || path.startsWith(`${prefix}/`));
}

function parseLayout(text: string): FileLayout {
  const found = FILE_LAYOUTS.find((layout) => layout === text);
  if (found) return found;
  throw new Error(`--layout ${text} is none of ${FILE_LAYOUTS.join(", ")}.`);
}

function parsePlurals(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text): [string, string] => {
      const [, kind, plural] = /^([A-Z]\w*)=([a-z0-9]+)$/.exec(text) ?? [];
      if (kind === undefined || plural === undefined)
        throw new Error(`--plural ${text} is not <Kind>=<plural>.`);
      return [kind, plural];
    }),
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function describeError(error: unknown): string {
  if (isPortalError(error)) return error.detail;
  if (!(error instanceof Error)) return String(error);
  // Git writes the cause of a failure to standard error.
  return "stderr" in error && String(error.stderr).trim() ? String(error.stderr).trim() : error.message;
}
