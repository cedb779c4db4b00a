import "server-only";
import type { ResourceSync } from "#lib/api/types";
import { decide } from "#lib/auth/permissions";
import type { Identity } from "#lib/auth/types";
import { findApplier } from "#lib/gitops/find-applier";
import { judgeObject, type ObjectVerdict } from "#lib/gitops/judge-object";
import type { AgentObject, SyncReport } from "#lib/gitops/types";
import type { KubernetesObject, ObjectReference } from "#lib/kubernetes/types";
import type { PortalRequest } from "#lib/request/types";
import { readRefreshRight } from "#lib/server/agents";
import type { Portal } from "#lib/server/portal";

export interface SyncedResource {
  reference: ObjectReference;
  object: KubernetesObject;
  /** Undefined: it has none. */
  file: { path: string } | undefined;
  /** False where Git could not be asked for the file. */
  fileIsKnown: boolean;
  /** About it, newest first. */
  requests: readonly Pick<PortalRequest, "pullRequest" | "timeline">[];
}

/**
 * Who applies an object and how it stands to Git, as far as the person may know: of the agent's own object no more
 * than its name, unless they may read it. Undefined where neither Git nor an agent says anything.
 */
export async function readResourceSync(
  portal: Pick<Portal, "sync" | "git" | "clusters" | "rules">,
  identity: Identity,
  { reference, object, file, fileIsKnown, requests }: SyncedResource,
): Promise<ResourceSync | undefined> {
  const report = findResourceApplier(portal, { reference, object, file });
  if (!report && (!portal.git || !fileIsKnown)) return undefined;
  const path = file?.path ?? "its file";
  const judged = judgeObject(report, { path, object: reference, inGit: file !== undefined });
  const verdict = withPendingChange(judged, requests);
  if (!report || verdict.state === "not-in-git") return pickWords(verdict);
  const readable = report.source !== undefined && (await mayRead(portal, identity, report.source));
  const refresh = WAITS.has(verdict.state) ? await readRefreshRight(portal, identity, report) : undefined;
  return {
    ...(readable ? pickWords(verdict) : hideWhole(verdict, report)),
    ...(report.source ? { source: { ...report.source, readable } } : {}),
    ...(readable && report.health ? { health: report.health } : {}),
    ...(refresh ? { refresh } : {}),
  };
}

/** Another look may change these. */
const WAITS = new Set<ObjectVerdict["state"]>(["waiting", "differs", "failed"]);

/** An agent that has not seen the last merge yet still says that all is as it was. */
function withPendingChange(verdict: ObjectVerdict, requests: SyncedResource["requests"]): ObjectVerdict {
  const last = requests.find(({ pullRequest }) => pullRequest.state === "merged");
  const pending = last?.timeline.find(({ key, status }) => key === "synced" && status === "current");
  if (verdict.state !== "in-step" || !pending) return verdict;
  return { state: "waiting", agent: verdict.agent, message: pending.message };
}

/** The report of the agent that applies an object. */
export function findResourceApplier(
  { sync, git }: Pick<Portal, "sync" | "git">,
  { reference, object, file }: Omit<SyncedResource, "fileIsKnown" | "requests">,
): SyncReport | undefined {
  const carried = git && file && { file: { path: file.path, repository: git.repository } };
  return findApplier(sync.list(), {
    cluster: reference.cluster,
    object: reference,
    labels: object.metadata.labels ?? {},
    ...carried,
  });
}

async function mayRead(
  { rules }: Pick<Portal, "rules">,
  identity: Identity,
  { cluster, group, plural: resource, namespace, name }: AgentObject,
): Promise<boolean> {
  const place = { cluster, group, resource, namespace, name };
  return decide(identity, { action: "read", ...place }, rules).then(
    ({ allowed }) => allowed,
    () => false,
  );
}

function pickWords({ ofWhole: _, ...words }: ObjectVerdict): Omit<ObjectVerdict, "ofWhole"> {
  return words;
}

/** What an agent says of all that it applies may tell of objects that the person may not see. */
function hideWhole(verdict: ObjectVerdict, { agent, source }: SyncReport): Omit<ObjectVerdict, "ofWhole"> {
  if (!verdict.ofWhole || !source) return pickWords(verdict);
  const { kind, namespace, name } = source;
  return {
    state: verdict.state,
    agent,
    message: `${agent} could not apply all that belongs together with it. Its ${kind} ${namespace}/${name} says why, which you may not read.`,
    next: "Ask the platform team what it says.",
  };
}
