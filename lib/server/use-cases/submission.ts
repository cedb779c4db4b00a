import "server-only";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Action, Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { PortalError, toPortalError } from "#lib/errors";
import { resolveReference } from "#lib/kubernetes/objects/reference";
import { isSameObject, type RequestEntry, referTo } from "#lib/request/object";
import { planRequest } from "#lib/request/plan/plan";
import type { PlanContext } from "#lib/request/plan/types";
import { validatePlace } from "#lib/request/plan/validate";
import { amendRequest } from "#lib/request/submit/amend";
import { openRequest } from "#lib/request/submit/submit";
import type { Preview, RequestInput, SubmittedRequest } from "#lib/request/types";
import { audit, noteAction, noteRequest, noteSubject } from "#lib/server/http/audit";
import { nameResult } from "#lib/server/http/audit-write";
import { findRequestContext } from "#lib/server/http/request-context";
import { getPortal, type Portal, type PortalRepository } from "#lib/server/portal";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { listTargets, pickTarget, repositoryOf, requireRepositories } from "#lib/server/repositories";
import { tryOnCluster, tryUnderFreshName } from "#lib/server/requests/dry-run";
import { readExisting } from "#lib/server/requests/existing";
import { layoutOf, placeNewFile } from "#lib/server/requests/files/new-file";
import { readRights } from "#lib/server/requests/request-rights";
import {
  findForm,
  type LocatedObject,
  locateObject,
  type RequestSource,
} from "#lib/server/requests/request-source";
import { readLiveManifest } from "#lib/server/resources/live-object";
import { findOffer, getCluster } from "#lib/server/resources/objects";
import { inSpan } from "#lib/server/tracing/tracing";
import { assertAdoptable } from "#lib/server/use-cases/adoption";
import { type Amended, findAmended } from "#lib/server/use-cases/amendment";
import { findSeenRecord } from "#lib/server/use-cases/catalog";
import { actorOf, findSeen } from "#lib/server/use-cases/requests";

/**
 * What a request would write, and whether it is valid. Nothing is written. Throws `not-found`, `forbidden`,
 * `invalid` for a version that is not served, `git-unavailable`.
 */
export async function previewRequest(identity: Identity, input: RequestInput): Promise<Preview> {
  const portal = getPortal();
  const { record, entry } = await findSubject(portal, identity, input);
  const mayRead = await authorizeRequest(portal, identity, entry, input);
  const subject = { record, entry, mayRead, ...(await findRelated(portal, identity, entry, input)) };
  const target = await findTarget(portal, identity, subject, input);
  const context: PlanContext = {
    ...buildContext(target, identity, subject, input),
    readLive: (object) => readLiveManifest(portal, identity, object),
  };
  const { preview } = await inSpan("plan", () => planRequest(input, context));
  return preview;
}

/**
 * Opens the pull request as the person, or adds a commit to the one that the input amends. The same key, or the same
 * content while it is open, gives the same request. Throws as `previewRequest`, and `not-requestable`, `invalid` with field errors, `already-exists`, `conflict`.
 */
export async function submitRequest(
  identity: Identity,
  input: RequestInput,
  idempotencyKey?: string,
): Promise<SubmittedRequest> {
  const portal = getPortal();
  if (input.adopts) noteAction("adopt");
  const { record, entry } = await findSubject(portal, identity, input);
  const mayRead = await authorizeRequest(portal, identity, entry, input);
  if (record && input.operation !== "delete") assertRequestable(record);
  const subject = { record, entry, mayRead, ...(await findRelated(portal, identity, entry, input)) };
  const { replaced, amended } = subject;
  const target = await findTarget(portal, identity, subject, input);
  const context = buildContext(target, identity, subject, input);
  const actor = actorOf(target.repository, identity);
  if (amended) noteAction("amend");
  const submitted = await inSpan("plan and submit", () =>
    amended
      ? amendRequest(input, { ...context, amends: amended.amends }, actor, idempotencyKey)
      : openRequest(input, context, actor, idempotencyKey),
  );
  noteRequest(submitted.id, submitted.commit);
  if (replaced?.pullRequest.state === "open" && replaced.request.id !== submitted.id)
    await closeReplaced(portal, identity, replaced);
  return submitted;
}

/** A host may not let the person close it. Both are open then, and each says so. */
async function closeReplaced(
  portal: Portal,
  identity: Identity,
  { pullRequest: { number, headCommit: commit }, request: { id: request } }: RequestSource,
): Promise<void> {
  const repository = repositoryOf(portal, request);
  const about = { action: "close", request, commit };
  try {
    await repository.git.close(number, actorOf(repository, identity));
    audit({ ...about, result: "done", status: 200 });
  } catch (error) {
    const { status, code } = toPortalError(error);
    audit({ ...about, result: nameResult(status), status, code });
  }
}

/** The open requests that the input names: the one that it replaces, and the one that it amends. */
interface Related {
  replaced: RequestSource | undefined;
  amended: Amended | undefined;
}

async function findRelated(
  portal: Portal,
  identity: Identity,
  entry: RequestEntry,
  input: RequestInput,
): Promise<Related> {
  if (input.adopts) await assertAdoptable(portal, identity, referTo(input, entry));
  const replaced = await findReplaced(portal, identity, entry, input);
  return { replaced, amended: await findAmended(portal, identity, entry, input) };
}

/**
 * The request that a new one replaces. Throws `not-found`, `conflict` for one that is merged or is about another object,
 * `forbidden` for one that the person may not close.
 */
async function findReplaced(
  portal: Portal,
  identity: Identity,
  entry: RequestEntry,
  input: RequestInput,
): Promise<RequestSource | undefined> {
  if (input.replaces === undefined) return undefined;
  const source = await findSeen(portal, identity, input.replaces);
  const { pullRequest, request } = source;
  if (pullRequest.state === "merged" || !isSameObject(request.object, referTo(input, entry))) {
    throw new PortalError("conflict", {
      detail: `Request ${input.replaces} is merged, or is about another object, so nothing can replace it.`,
      suggestion: "Open a new request.",
    });
  }
  if (pullRequest.state === "closed") return source;
  const { close } = await readRights(portal, identity, source);
  if (close.allowed) return source;
  throw new PortalError("forbidden", { detail: close.reason, suggestion: "Ask the author of the request." });
}

interface Target {
  repository: PortalRepository;
  /** Names of the repositories that the request can go to. */
  choices: readonly string[];
  /** The file of the object, where it had to be looked for already. */
  located?: LocatedObject | undefined;
}

/**
 * The repository that the request goes to: for a new object the one that the person chose of those that accept it, else
 * the repository that has the file; for an amended request, its own. The caller must authorize first. Reads nothing for a place that cannot exist, for
 * which nobody is authorized.
 */
async function findTarget(
  portal: Portal,
  identity: Identity,
  { record, entry, amended }: Subject & Related,
  input: RequestInput,
): Promise<Target> {
  if (amended) {
    const { repository } = amended;
    return { repository, choices: [repository.git.repository.name] };
  }
  if (input.operation === "create") {
    const subject = { cluster: entry.cluster, namespace: input.namespace, offer: record?.entry.id };
    const targets = listTargets(portal, identity, subject);
    const choices = targets.map(({ git }) => git.repository.name);
    return { repository: pickTarget(targets, input.repository), choices };
  }
  const [first, ...others] = requireRepositories(portal);
  const canExist = validatePlace(input, entry, undefined).length === 0;
  const located =
    others.length > 0 && canExist ? await locateObject(referTo(input, entry), [first, ...others]) : undefined;
  const repository = located?.repository ?? first;
  return { repository, choices: [repository.git.repository.name], located };
}

interface Subject {
  /** Undefined: no offer; what discovery knows of the kind must do. */
  record: CatalogRecord | undefined;
  entry: RequestEntry;
}

async function findSubject(portal: Portal, identity: Identity, input: RequestInput): Promise<Subject> {
  if (input.entry !== undefined) {
    const record = await findSeenRecord(portal, identity, input.entry);
    return { record, entry: record.entry };
  }
  const { object, operation } = input;
  if (!object || operation === "create") {
    throw new PortalError("invalid", {
      detail: "A request for a new object names an offer.",
      suggestion: "Send the offer's id as `entry`.",
    });
  }
  const record = findOffer(portal, object);
  if (record) return { record, entry: record.entry };
  const type = getCluster(portal, object.cluster).discovery.findByKind(object);
  if (!type) {
    throw new PortalError("not-found", {
      detail: `The cluster ${object.cluster} does not serve ${object.kind} now.`,
      suggestion: "Open the resource from the catalog again.",
    });
  }
  const scope = type.namespaced ? "Namespaced" : "Cluster";
  return { record: undefined, entry: { ...type, scope, title: type.kind } };
}

/**
 * The right to request; for a change and a removal the right to read the object too, which their answers describe.
 * Both are asked before anything is read, so that a refusal tells nothing of what exists. The answer says whether the
 * person may read the object. Where no namespace is chosen yet, nothing is read for it: the preview says that one is
 * needed.
 */
async function authorizeRequest(
  { rules }: Portal,
  identity: Identity,
  { cluster, group, version, kind, plural, scope }: RequestEntry,
  { namespace, name, operation, adopts }: RequestInput,
): Promise<boolean> {
  noteSubject({ cluster, group, kind, plural, namespace, name });
  const namespaced = scope === "Namespaced";
  if (namespaced && !namespace) return false;
  const place = { cluster, group, resource: plural, namespace: namespaced ? namespace : undefined };
  await authorize(identity, { action: "request", ...place }, rules);
  const type = { cluster, group, version, kind, plural, namespaced };
  // A name that cannot exist throws here; of a create, the plan then says so at the field.
  const read = async (): Promise<Action> => ({
    action: "read",
    object: resolveReference(type, namespace, name),
  });
  if (operation === "create" && !adopts) {
    return read()
      .then((action) => decide(identity, action, rules))
      .then(
        ({ allowed }) => allowed,
        () => false,
      );
  }
  await authorize(identity, await read(), rules);
  return true;
}

function assertRequestable({ entry }: CatalogRecord): void {
  if (entry.requestable) return;
  throw new PortalError("not-requestable", {
    detail: `${entry.title} cannot be requested now. ${entry.reason}`,
    suggestion: `Ask ${entry.owner || "the platform team"}.`,
  });
}

function buildContext(
  { repository: portal, choices, located }: Target,
  identity: Identity,
  { record, entry, mayRead, replaced, amended }: Subject & Related & { mayRead: boolean },
  { version = entry.version, adopts }: RequestInput,
): PlanContext {
  if (record) assertServed(record, version);
  const formOf = (other: string) => record && findForm(portal, entry, other);
  const { config, clusters, configured } = portal;
  const cluster = config.dryRun === "portal" ? clusters.get(entry.cluster) : undefined;
  const ask = mayRead ? tryOnCluster : tryUnderFreshName;
  return {
    entry,
    provider: portal.git,
    repositories: choices,
    placeFile: (object) => placeNewFile(portal, identity, { record, entry }, object),
    layout: layoutOf(portal, { record, entry }),
    stages: portal.planThreads.forPerson(identity.user),
    mayRead,
    ...((configured.provider === "gitea" || configured.provider === "github") && {
      attributes: configured.pullRequest,
    }),
    templates: configured.pullRequest,
    locate: async (object) => located ?? locateObject(object, [portal]),
    findForm: formOf,
    ...(mayRead && {
      findExisting: async (object) =>
        readExisting(portal, identity, object, {
          about: (await requestModelOf(portal).current()).about,
          own: replaced?.request.id ?? amended?.amends.id,
        }),
    }),
    requestId: findRequestContext()?.id,
    ...(replaced && { replaces: replaced.pullRequest.number }),
    ...(amended && { amends: amended.amends }),
    ...(adopts && { readLive: (object) => readLiveManifest(portal, identity, object) }),
    ...(record && { servedVersions: listServed(record) }),
    ...(cluster && {
      tryOnServer: (manifest, object) =>
        inSpan("dry run", () => ask(cluster, object, manifest, formOf(object.version))),
    }),
  };
}

function listServed({ versions }: CatalogRecord): string[] {
  return versions.filter(({ served }) => served).map(({ name }) => name);
}

function assertServed(record: CatalogRecord, version: string): void {
  const { entry } = record;
  const served = listServed(record);
  if (served.includes(version)) return;
  throw new PortalError("invalid", {
    detail: `${entry.title} has no version ${version}.`,
    suggestion: `Choose one of: ${served.join(", ") || "none is served now"}.`,
    errors: [{ path: "/version", message: `There is no version ${version}.`, source: "portal" }],
  });
}
