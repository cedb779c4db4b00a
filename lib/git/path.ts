import { PortalError } from "#lib/errors";

const MAX_PATH_BYTES = 1024;
const MAX_SEGMENT_BYTES = 255;

/**
 * Why `path` cannot be a file of the repository; undefined for a valid path. The rules are those of Git's
 * `verify_path`, and rules for safe checkouts on every system.
 */
export function findPathProblem(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `it is longer than ${MAX_PATH_BYTES} bytes`;
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "it is not relative to the repository";
  if (path.includes("\\")) return "it has a backslash";
  if (hasControlCharacter(path)) return "it has a control or invisible character";
  return path.split("/").map(findSegmentProblem).find(Boolean);
}

/** @throws PortalError `invalid` where the path is refused */
export function assertPath(path: string): void {
  const problem = findPathProblem(path);
  if (problem === undefined) return;
  throw new PortalError("invalid", {
    detail: `The path ${JSON.stringify(path)} cannot be used: ${problem}.`,
    suggestion: "Use a plain relative path such as team-a/orders-db.yaml.",
  });
}

/**
 * Folders and files that a Git host, its automation or Git itself runs or obeys, in lower case: workflows, pipelines, code
 * owners, hooks of other tools. Folders and files count at the top of the repository and, as CODEOWNERS and Git's own
 * files, in any folder.
 */
const RESERVED_FOLDERS = [
  ...[".github", ".gitlab", ".gitea", ".forgejo", ".circleci", ".buildkite", ".woodpecker", ".tekton"],
  ...[".husky", ".vscode", ".devcontainer", ".argo", ".azure-pipelines"],
];
const RESERVED_FILES =
  /^(\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|\.woodpecker\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|cloudbuild\.ya?ml|\.pre-commit-config\.ya?ml|dependabot\.ya?ml|renovate\.json5?|\.sops\.ya?ml|jenkinsfile|makefile|dockerfile)$/;
const RESERVED_ANYWHERE = /^(\.git\w*|codeowners|\.mailmap)$/;

/** Why the portal never writes to `path`; undefined for a path that it can write to. */
export function findReservedPath(path: string): string | undefined {
  const segments = path.toLowerCase().split("/");
  const [first = ""] = segments;
  const name = segments.at(-1) ?? "";
  const isReserved =
    RESERVED_FOLDERS.includes(first) ||
    (segments.length === 1 && RESERVED_FILES.test(name)) ||
    segments.some((segment) => RESERVED_ANYWHERE.test(segment));
  return isReserved ? "the Git host or its automation runs or obeys files there" : undefined;
}

function findSegmentProblem(segment: string): string | undefined {
  if (segment === "") return "it has an empty part";
  if (segment === "." || segment === "..") return 'it has a "." or ".." part';
  // Case-insensitive and 8.3 file systems would map these names to Git's own folder.
  if (/^(\.git|git~\d+)[. ]*$/i.test(segment)) return "it reaches into Git's own folder";
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) return "one of its parts is too long";
  return undefined;
}

/**
 * Cc, Cf (direction marks and zero-width characters, which some file systems ignore), line separators, lone
 * surrogates.
 */
function hasControlCharacter(path: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(path);
}
