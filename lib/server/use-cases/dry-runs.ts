import "server-only";
import type { DryRunSummary, DryRunsResponse } from "#lib/api/types";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import {
  type DryRun,
  isDryRunOf,
  isOwnSummaryOf,
  isSummaryOf,
  parseDryRun,
  readSummary,
} from "#lib/kratix/dry-run";
import { DRY_RUN_KIND, isDryRunKind, KRATIX_GROUP } from "#lib/kratix/names";
import { type ResolvedReference, resolveScope } from "#lib/kubernetes/objects/reference";
import type { GroupKind, KubernetesObject } from "#lib/kubernetes/types";
import { maskText } from "#lib/manifest/secrets/secret-mask";
import { getPortal, type Portal } from "#lib/server/portal";
import {
  findOffer,
  getCluster,
  type ObjectAddress,
  resolveAddress,
  waitUntilSynced,
} from "#lib/server/resources/objects";
import { maskWords } from "#lib/server/resources/parts";

/** Older ones are seldom of interest, and each summary is large. */
const SHOWN = 5;

/**
 * The dry runs of Kratix that preview a request, newest first, or the one dry run that the address names. The request
 * need not exist. Empty where the cluster serves no dry runs, and for a person who may not list them. Throws `not-found`
 * and `invalid` as `resolveAddress`, `forbidden` where the person may not read the object.
 */
export async function listDryRuns(identity: Identity, address: ObjectAddress): Promise<DryRunsResponse> {
  const portal = getPortal();
  const reference = resolveAddress(portal, address);
  await authorize(identity, { action: "read", object: reference }, portal.rules);
  const wanted = chooseDryRuns(portal, reference);
  if (!wanted) return { dryRuns: [] };
  const [objects, works] = await Promise.all([
    listSeen(portal, identity, reference, DRY_RUN_KIND),
    listSeen(portal, identity, reference, { group: KRATIX_GROUP, kind: "Work" }),
  ]);
  const dryRuns = objects.flatMap((object) => parseDryRun(object) ?? []).filter(wanted.isDryRun);
  const own = works.filter(wanted.isOwnSummary);
  const all = [
    ...dryRuns.map((dryRun) => summarise(dryRun, works)),
    ...own.map((work) => describeOwn(work, reference)),
  ];
  return { dryRuns: all.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, SHOWN) };
}

interface Wanted {
  isDryRun(dryRun: DryRun): boolean;
  /** Whether a Work holds the summary of the object itself, where that is labelled as a dry run. */
  isOwnSummary(work: KubernetesObject): boolean;
}

/** Undefined for an object that no dry run can be of. */
function chooseDryRuns(portal: Portal, { type, namespace, name }: ResolvedReference): Wanted | undefined {
  if (isDryRunKind(type)) return { isDryRun: (dryRun) => dryRun.name === name, isOwnSummary: () => false };
  const offer = findOffer(portal, type);
  if (offer?.entry.source !== "promise") return undefined;
  const of = { promise: offer.origin.name, namespace, name };
  return {
    isDryRun: (dryRun) => isDryRunOf(dryRun, of),
    isOwnSummary: (work) => isOwnSummaryOf(work, of),
  };
}

/** The objects of a kind beside the request, as far as the person may list them. */
async function listSeen(
  portal: Portal,
  identity: Identity,
  { type: { cluster }, namespace }: ResolvedReference,
  kind: GroupKind,
): Promise<readonly KubernetesObject[]> {
  const type = getCluster(portal, cluster).discovery.findByKind(kind);
  if (!type) return [];
  const scope = resolveScope(type, namespace);
  const { allowed } = await decide(identity, { action: "list", scope }, portal.rules);
  if (!allowed) return [];
  const watch = portal.parts.use(scope);
  await waitUntilSynced(watch);
  return watch.list(scope.namespace);
}

function summarise(
  { name, namespace, createdAt, health, components }: DryRun,
  works: readonly KubernetesObject[],
): DryRunSummary {
  const work = works.find((one) => isSummaryOf(one, name));
  return {
    name,
    ...(namespace ? { namespace } : {}),
    createdAt,
    health: maskWords(health),
    components: components.map(({ message, ...component }) => ({
      ...component,
      ...(message !== undefined && { message: maskText(message) }),
    })),
    ...showSummary(work),
  };
}

/** A request that its requester labelled as a dry run: Kratix writes the summary once its pipelines are done. */
function describeOwn(work: KubernetesObject, { namespace, name }: ResolvedReference): DryRunSummary {
  return {
    name,
    ...(namespace ? { namespace } : {}),
    createdAt: work.metadata.creationTimestamp,
    health: { state: "Ready" },
    components: [],
    ...showSummary(work),
  };
}

function showSummary(work: KubernetesObject | undefined): Pick<DryRunSummary, "summary"> {
  const summary = work && readSummary(work);
  return summary === undefined ? {} : { summary: maskText(summary) };
}
