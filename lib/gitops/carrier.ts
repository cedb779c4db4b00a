import { findNamed } from "#lib/gitops/synced-name";
import type { SyncedName, SyncReport, SyncScope } from "#lib/gitops/types";

/** A file of a repository, and the object that it describes. */
export interface SyncedFile {
  cluster: string;
  /** In the repository. */
  path: string;
  object: SyncedName;
  repository: { url: string; branch: string };
}

/**
 * The report of the agent that applies a file: one that lists its object before one that does not, one of a deeper
 * folder before one of a shallower, and one of all files last. Undefined: no agent does.
 */
export function findCarrier(reports: readonly SyncReport[], file: SyncedFile): SyncReport | undefined {
  const carriers = reports.filter(({ cluster, scope }) => cluster === file.cluster && isInScope(scope, file));
  const ranked = carriers.map((report) => ({ report, rank: rankOf(report, file) }));
  return ranked.toSorted((one, other) => other.rank - one.rank)[0]?.report;
}

/** More than the length of any folder. */
const LISTED = 1_000_000;

function rankOf({ scope, objects = [] }: SyncReport, { object }: SyncedFile): number {
  if (!scope) return -1;
  return scope.folder.length + (findNamed(objects, object) ? LISTED : 0);
}

function isInScope(scope: SyncScope | undefined, { path, repository }: SyncedFile): boolean {
  if (!scope) return true;
  const { url, branch = repository.branch, folder, deep } = scope;
  if (branch !== repository.branch || !isSameRepository(url, repository.url)) return false;
  if (folder !== "" && !path.startsWith(`${folder}/`)) return false;
  const below = folder === "" ? path : path.slice(folder.length + 1);
  return deep || !below.includes("/");
}

/**
 * True when one address ends as the other does. An agent in the cluster often reaches a host by another name or
 * protocol than people do; that a commit is of another repository shows later, as Git does not have it.
 */
function isSameRepository(one: string, other: string): boolean {
  const [short = [], long = []] = [splitUrl(one), splitUrl(other)].toSorted((a, b) => a.length - b.length);
  return short.length > 0 && short.every((part, index) => part === long[long.length - short.length + index]);
}

/** The path of a URL, of an address as SSH takes it (`git@host:team/repository`), or of a folder. */
function splitUrl(url: string): string[] {
  const path = url
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "")
    .replace(/^[^/]*:/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/i, "");
  return path
    .toLowerCase()
    .split("/")
    .filter((part) => part !== "");
}
