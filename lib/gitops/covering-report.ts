import { type Companions, coversFile } from "#lib/gitops/scope";
import { findNamed } from "#lib/gitops/synced-name";
import type { SyncedName, SyncReport, SyncScope } from "#lib/gitops/types";

/** A file of a repository, and the object in it. */
export interface SyncedFile {
  cluster: string;
  /** In the repository. */
  path: string;
  object: SyncedName;
  repository: { url: string; branch: string };
  /** Ignore and kustomization files near it; absent before they are read. */
  companions?: Companions;
}

/**
 * The report of the agent that applies a file. An agent that lists the object ranks first, then the one with
 * the deepest folder; an agent without a scope ranks last. Where a tool builds the manifests, only an agent
 * that lists the object counts. Undefined where no agent applies the file.
 */
export function findCoveringReport(reports: readonly SyncReport[], file: SyncedFile): SyncReport | undefined {
  const ranked = reports
    .filter((report) => coversReportedFile(report, file))
    .map((report) => ({ report, rank: rankOf(report, file) }));
  return ranked.toSorted((one, other) => other.rank - one.rank)[0]?.report;
}

/** True where the result of `findCoveringReport` depends on the files near this one. */
export function needsCompanions(report: SyncReport | undefined, { object }: SyncedFile): boolean {
  return report?.scope?.files.rule === "flux" && !findNamed(report.objects ?? [], object);
}

/**
 * Why no agent applies a file, as a sentence with the next step. The sentence names an agent that builds the
 * file's folder with a tool, because someone must list the file there.
 */
export function describeMissingAgent(reports: readonly SyncReport[], file: SyncedFile): string {
  const here = reports.filter(({ cluster }) => cluster === file.cluster);
  if (here.length === 0) return "No GitOps agent reports to the portal yet.";
  for (const { agent, source, scope } of here) {
    if (!scope || !isSameBranch(scope, file)) continue;
    if (coversFile(scope, file.path, file.companions) !== "listed") continue;
    const tool = scope.files.rule === "listed" ? scope.files.tool : "Kustomize";
    const name = source ? ` (${source.kind} ${source.namespace}/${source.name})` : "";
    return `${agent}${name} builds this folder with ${tool} and does not list this object. Ask the platform team to add ${file.path} to it.`;
  }
  return `No GitOps agent applies ${file.path}. Ask the platform team which agent should.`;
}

function coversReportedFile(report: SyncReport, file: SyncedFile): boolean {
  const { cluster, scope, objects = [] } = report;
  if (cluster !== file.cluster) return false;
  if (!scope) return true;
  if (!isSameBranch(scope, file)) return false;
  const covered = coversFile(scope, file.path, file.companions);
  return covered === "yes" || (covered === "listed" && findNamed(objects, file.object) !== undefined);
}

/** Larger than the length of any folder. */
const LISTED = 1_000_000;

function rankOf({ scope, objects = [] }: SyncReport, { object }: SyncedFile): number {
  if (!scope) return -1;
  return scope.folder.length + (findNamed(objects, object) ? LISTED : 0);
}

/** Whether an agent applies the target branch of the repository, or a part of it. An agent without a scope applies all. */
export function isOfRepository({ scope }: SyncReport, repository: SyncedFile["repository"]): boolean {
  return scope === undefined || isSameBranch(scope, { repository });
}

function isSameBranch({ url, branch }: SyncScope, { repository }: Pick<SyncedFile, "repository">): boolean {
  return (branch ?? repository.branch) === repository.branch && isSameRepository(url, repository.url);
}

/**
 * True when one address ends with the other. An agent in the cluster often uses another host name or protocol
 * than people do. A commit of another repository is detected later, because Git does not have it.
 */
function isSameRepository(one: string, other: string): boolean {
  const [short = [], long = []] = [splitUrl(one), splitUrl(other)].toSorted((a, b) => a.length - b.length);
  return short.length > 0 && short.every((part, index) => part === long[long.length - short.length + index]);
}

/** The path of a URL, of an SSH address (`git@host:team/repository`), or of a folder. */
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
