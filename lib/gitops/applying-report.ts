import { findCarrier, type SyncedFile } from "#lib/gitops/carrier";
import { findNamed } from "#lib/gitops/synced-name";
import type { SyncedName, SyncReport } from "#lib/gitops/types";

export interface AppliedThing {
  cluster: string;
  object: SyncedName;
  /** Of the object. */
  labels: Readonly<Record<string, string>>;
  /** Its file, where there is one in the portal's repository. */
  file?: Omit<SyncedFile, "cluster" | "object">;
}

/**
 * The report of the agent that applies an object: the one that carries its file, else one that lists it from wherever
 * its file is, else one whose mark it bears. Undefined: no agent does.
 */
export function findApplier(reports: readonly SyncReport[], thing: AppliedThing): SyncReport | undefined {
  const { cluster, object, labels, file } = thing;
  const carrier = file && findCarrier(reports, { cluster, object, ...file });
  if (carrier) return carrier;
  const here = reports.filter((report) => report.cluster === cluster);
  return (
    here.find(({ objects = [] }) => findNamed(objects, object)) ??
    here.find((report) => bearsMark(report, labels))
  );
}

/** Flux labels what it applies: https://fluxcd.io/flux/components/kustomize/kustomizations/ */
function bearsMark({ source }: SyncReport, labels: AppliedThing["labels"]): boolean {
  return (
    source?.group === "kustomize.toolkit.fluxcd.io" &&
    labels[`${source.group}/name`] === source.name &&
    labels[`${source.group}/namespace`] === source.namespace
  );
}
