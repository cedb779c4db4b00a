import { findCoveringReport, type SyncedFile } from "#lib/gitops/covering-report";
import { findNamed } from "#lib/gitops/synced-name";
import type { SyncedName, SyncReport } from "#lib/gitops/types";

export interface AppliedObjectQuery {
  cluster: string;
  object: SyncedName;
  /** Labels of the object. */
  labels: Readonly<Record<string, string>>;
  /** Its file, if the portal's repository has one. */
  file?: Omit<SyncedFile, "cluster" | "object">;
}

/**
 * The report of the agent that applies an object: the one that covers its file, else one that lists the
 * object, else one whose labels it has. Undefined where no agent applies it.
 */
export function findApplyingReport(
  reports: readonly SyncReport[],
  thing: AppliedObjectQuery,
): SyncReport | undefined {
  const { cluster, object, labels, file } = thing;
  const coveringReport = file && findCoveringReport(reports, { cluster, object, ...file });
  if (coveringReport) return coveringReport;
  const here = reports.filter((report) => report.cluster === cluster);
  return (
    here.find(({ objects = [] }) => findNamed(objects, object)) ??
    here.find((report) => hasFluxLabels(report, labels))
  );
}

/** Flux labels the objects that it applies: https://fluxcd.io/flux/components/kustomize/kustomizations/ */
function hasFluxLabels({ source }: SyncReport, labels: AppliedObjectQuery["labels"]): boolean {
  return (
    source?.group === "kustomize.toolkit.fluxcd.io" &&
    labels[`${source.group}/name`] === source.name &&
    labels[`${source.group}/namespace`] === source.namespace
  );
}
