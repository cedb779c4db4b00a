import "server-only";
import type { ResourceSync } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { findApplyingReport } from "#lib/gitops/applying-report";
import { describeMissingAgent } from "#lib/gitops/covering-report";
import { judgeObject, type ObjectFile, type ObjectVerdict } from "#lib/gitops/object-verdict";
import type { AgentObject, SyncReport } from "#lib/gitops/types";
import { trustReference } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject, ObjectReference } from "#lib/kubernetes/types";
import type { PortalRequest } from "#lib/request/types";
import type { Portal, PortalRepository } from "#lib/server/portal";
import { readRefreshRight } from "#lib/server/resources/agents";
import { maskWords } from "#lib/server/resources/parts";
import { locateFile } from "#lib/server/resources/synced-file";

export interface SyncedResource {
  reference: ObjectReference;
  object: KubernetesObject;
  /** Undefined: it has none. */
  file: (Pick<ObjectFile, "path" | "isPlaceAssumed"> & { repository: PortalRepository }) | undefined;
  /** False where Git could not be asked for the file. */
  fileIsKnown: boolean;
  /** The version that the file names, where the cluster no longer serves it, and the one that it serves. */
  unserved?: { from: string; to: string } | undefined;
  /** About it, newest first. */
  requests: readonly Pick<PortalRequest, "pullRequest" | "timeline">[];
}

/**
 * Who applies an object and how it stands to Git, as far as the person may know: of the agent's own object no more
 * than its name, unless they may read it. Undefined where neither Git nor an agent says anything.
 */
export async function readResourceSync(
  portal: Pick<Portal, "sync" | "repositories" | "clusters" | "rules">,
  identity: Identity,
  { reference, object, file, fileIsKnown, requests, unserved }: SyncedResource,
): Promise<ResourceSync | undefined> {
  const { report, uncovered } = await findResourceAgent(portal, { reference, object, file });
  if (!report && (portal.repositories.length === 0 || !fileIsKnown)) return undefined;
  const judged = judgeObject(report, {
    ...describeFile(reference, file),
    ...(uncovered && { uncovered }),
  });
  const verdict = unserved ? describeUnserved(judged, unserved) : withPendingChange(judged, requests);
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

/**
 * What a page would say of the agent that applies an object, as one text: another text is a change that the person may
 * hear of.
 */
export async function describeSync(
  portal: Pick<Portal, "sync" | "rules">,
  identity: Identity,
  { reference, object, file }: Pick<SyncedResource, "reference" | "object" | "file">,
): Promise<string> {
  const { report, uncovered } = await findResourceAgent(portal, { reference, object, file });
  if (!report) return uncovered ?? "";
  const verdict = judgeObject(report, describeFile(reference, file));
  const readable = report.source !== undefined && (await mayRead(portal, identity, report.source));
  const words = readable ? [pickWords(verdict), report.health] : [hideWhole(verdict, report)];
  return JSON.stringify([words, report.source?.name, report.ask?.underWay]);
}

function describeFile(object: ObjectReference, file: SyncedResource["file"]): ObjectFile {
  const { path = "its file", isPlaceAssumed } = file ?? {};
  return { path, ...(isPlaceAssumed !== undefined && { isPlaceAssumed }), object, inGit: file !== undefined };
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

/** The agent may report that all is well from before the cluster stopped to serve the version. */
function describeUnserved(
  { agent }: ObjectVerdict,
  { from, to }: NonNullable<SyncedResource["unserved"]>,
): ObjectVerdict {
  return {
    state: "failed",
    agent,
    message: `The file in Git names the version ${from}, which the cluster no longer serves. ${agent || "A GitOps agent"} cannot apply the file.`,
    next: `Change the resource: the form writes ${to}.`,
  };
}

/** The report of the agent that applies an object; why no agent does, where the object has a file. */
export async function findResourceAgent(
  portal: Pick<Portal, "sync">,
  { reference, object, file }: Omit<SyncedResource, "fileIsKnown" | "requests" | "unserved">,
): Promise<{ report: SyncReport | undefined; uncovered?: string }> {
  const { cluster } = reference;
  const own =
    file && (await locateFile(portal, file.repository.git, { cluster, path: file.path, object: reference }));
  const reports = portal.sync.list();
  const labels = object.metadata.labels ?? {};
  const report = findApplyingReport(reports, {
    cluster,
    object: reference,
    labels,
    ...(own && { file: own }),
  });
  return report || !own ? { report } : { report, uncovered: describeMissingAgent(reports, own) };
}

async function mayRead(
  { rules }: Pick<Portal, "rules">,
  identity: Identity,
  source: AgentObject,
): Promise<boolean> {
  return decide(identity, { action: "read", object: trustReference(source) }, rules).then(
    ({ allowed }) => allowed,
    () => false,
  );
}

function pickWords({ ofWhole: _, ...words }: ObjectVerdict): Omit<ObjectVerdict, "ofWhole"> {
  return maskWords(words);
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
