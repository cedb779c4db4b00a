import "server-only";
import type { EventsResponse, ResourceCondition, ResourceDetail } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { toPortalError } from "#lib/errors";
import { referenceKey } from "#lib/graph/graph-builder";
import { judgeResource } from "#lib/graph/judge/resource-health";
import { findParentRequest } from "#lib/kratix/compound-promise";
import { readConditions } from "#lib/kubernetes/health/health";
import { readNestedConditions } from "#lib/kubernetes/health/nested-status";
import { listEvents } from "#lib/kubernetes/objects/events";
import { cleanObject, formatYaml } from "#lib/kubernetes/objects/object-yaml";
import { resolveReference } from "#lib/kubernetes/objects/reference";
import type { Condition, KubernetesObject } from "#lib/kubernetes/types";
import { maskText } from "#lib/manifest/secrets/secret-mask";
import { isWhole } from "#lib/request/file/file-diff";
import { maskObject } from "#lib/request/secrets";
import { getPortal, type Portal } from "#lib/server/portal";
import { describeFile } from "#lib/server/requests/files/file-in-git";
import { findFile, findForm, locateObject } from "#lib/server/requests/request-source";
import { askAgent } from "#lib/server/resources/agents";
import { authorizeEvents } from "#lib/server/resources/event-watch";
import { readObject } from "#lib/server/resources/live-object";
import {
  findOfferOf,
  findServedVersion,
  getCluster,
  type ObjectAddress,
  pickOffer,
  referenceOf,
} from "#lib/server/resources/objects";
import { maskWords, pickCause, walkParts } from "#lib/server/resources/parts";
import { findResourceAgent, readResourceSync } from "#lib/server/resources/resource-sync";
import { listOwners } from "#lib/server/resources/results/owners";
import { listResults } from "#lib/server/resources/results/results";
import { decideAdoption } from "#lib/server/use-cases/adoption";
import { listRequestsOf, readSaidOf } from "#lib/server/use-cases/request-list";

/**
 * One object with its parts, the requests that made it and its file in Git. Throws `not-found`, `forbidden`,
 * `cluster-unavailable`.
 */
export async function getResource(identity: Identity, address: ObjectAddress): Promise<ResourceDetail> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const reference = referenceOf(object, type);
  const whole = { ...reference, plural: type.plural };
  const graph = await walkParts(portal, identity, object, type, { kinds: "search" });
  const offer = findOfferOf(portal, type, object);
  const problems = [...graph.problems];
  let fileIsKnown = true;
  const orTell = (error: unknown) => {
    problems.push(toPortalError(error).detail);
    return undefined;
  };
  // The cluster's part of the page stands without Git.
  const [located, requests = []] = await Promise.all([
    portal.repositories.length > 0
      ? locateObject(whole, portal.repositories).catch((error) => {
          fileIsKnown = false;
          return orTell(error);
        })
      : undefined,
    listRequestsOf(portal, identity, reference).catch(orTell),
  ]);
  const { repository, file, isListed, version: inFile = type.version, isPlaceAssumed } = located ?? {};
  const served = findServedVersion(portal, { ...whole, version: inFile });
  const unserved = served === undefined ? undefined : { from: inFile, to: served };
  const [sync, described, commit] = await Promise.all([
    readResourceSync(portal, identity, {
      reference,
      object,
      file: file && repository && { path: file.path, isPlaceAssumed, repository },
      fileIsKnown,
      requests,
      unserved,
    }),
    file && describeFile(portal, identity, whole, { ...file, isListed }, () => readSaidOf(portal, whole)),
    // The last commit of a file with several documents can be about another object.
    file && requests.length === 0 && isWhole(file.content)
      ? repository?.git.lastChange(file.path).catch(orTell)
      : undefined,
  ]);
  const isOpen = requests.some(({ pullRequest }) => pullRequest.state === "open");
  // An agent may apply it from a file elsewhere.
  const isElsewhere = sync && sync.agent !== "" && sync.state !== "kept";
  const canAdopt = offer && fileIsKnown && !file && !isOpen && !isElsewhere;
  const adoption = canAdopt ? await decideAdoption(portal, identity, object, whole) : undefined;
  // What the cluster holds passes the same function as what Git holds.
  const shown = await maskObject(cleanObject(object), findForm(portal, reference, type.version), () =>
    readSaidOf(portal, whole),
  );
  const parts = new Map(
    graph.nodes.filter(({ id }) => id !== graph.root).map((node) => [referenceKey(node.reference), node]),
  );
  // They are read side by side, and each reading comes back in its own time: rows would change places.
  const byName = [...parts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, node]) => node);
  return {
    reference,
    plural: type.plural,
    ...pickCause(judgeResource(graph)),
    object: shown,
    yaml: formatYaml(shown),
    conditions: listConditions(shown),
    ...(offer ? { entry: pickOffer(offer) } : {}),
    ...(described ? { file: { ...described, ...(commit ? { commit } : {}) } } : {}),
    ...(sync ? { sync } : {}),
    ...(adoption ? { adoption } : {}),
    requests,
    ...findParent(portal, type.cluster, object),
    owners: listOwners(portal, type.cluster, object),
    results: listResults(portal, graph, { object: shown, type }),
    parts: byName.map(({ reference, plural, health, createdAt, relation = "owned by" }) => ({
      reference,
      plural,
      health: maskWords(health),
      createdAt,
      relation,
    })),
    problems: [...new Set(problems)].toSorted(),
  };
}

/** The conditions of the whole object, then those of the parts of its status. */
function listConditions(object: KubernetesObject): ResourceCondition[] {
  const nested = readNestedConditions(object);
  return [
    ...readConditions(object).map(describeCondition),
    ...nested.map((condition) => ({ ...describeCondition(condition), subject: condition.subject })),
  ];
}

function describeCondition({
  type,
  status,
  reason,
  message,
  lastTransitionTime: since,
}: Condition): ResourceCondition {
  return { type, status, reason, message, since };
}

/** The compound request that it is a component of, where the Promise behind that one is offered here. */
function findParent(
  { catalog }: Portal,
  cluster: string,
  object: KubernetesObject,
): Pick<ResourceDetail, "parent"> {
  const parent = findParentRequest(object);
  if (!parent) return {};
  const isParents = ({ entry, origin }: CatalogRecord) =>
    entry.cluster === cluster && entry.source === "promise" && origin.name === parent.promise;
  const offer = catalog.list().find(isParents);
  if (!offer?.entry.kind) return {};
  const { group, version, kind, plural, scope } = offer.entry;
  const { name, namespace } = parent;
  const place = scope === "Namespaced" && namespace ? { namespace } : {};
  return { parent: { reference: { cluster, group, version, kind, ...place, name }, plural } };
}

/**
 * Has the agent that applies an object look at Git now, and gives the resource as it is then. Throws as `getResource`
 * and `askAgent`.
 */
export async function refreshResource(identity: Identity, address: ObjectAddress): Promise<ResourceDetail> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const reference = referenceOf(object, type);
  const file = await findFile(portal, { ...reference, plural: type.plural }).catch(() => undefined);
  const { report } = await findResourceAgent(portal, { reference, object, file });
  await askAgent(portal, identity, report);
  return getResource(identity, address);
}

/** Its events, newest first. Throws as `getResource`; reading events is a right of its own. */
export async function getEvents(identity: Identity, address: ObjectAddress): Promise<EventsResponse> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const { namespace, name } = object.metadata;
  await authorizeEvents(portal, identity, resolveReference(type, namespace, name));
  const events = await listEvents(
    getCluster(portal, type.cluster).client,
    object,
    AbortSignal.timeout(10_000),
  );
  return { events: events.map((event) => ({ ...event, message: maskText(event.message) })) };
}
