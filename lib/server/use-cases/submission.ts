import "server-only";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Action, Identity } from "#lib/auth/types";
import { listOfferedVersions } from "#lib/catalog/entry-detail";
import { chooseOffer } from "#lib/catalog/overlays/resource-offer";
import type { CatalogEntry, CatalogRecord } from "#lib/catalog/types";
import { PortalError, toPortalError } from "#lib/errors";
import type { PullRequestAttributes } from "#lib/git/types";
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
import { type LocatedObject, locateObject, type RequestSource } from "#lib/server/requests/request-source";
import { buildVersionForm } from "#lib/server/requests/version-form";
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
  const named = await findSubject(portal, identity, input);
  const mayRead = await authorizeRequest(portal, identity, named, input);
  const related = await findRelated(portal, identity, named.entry, input);
  const subject = { ...(await findOwnSubject(portal, identity, named, related, input)), mayRead, ...related };
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
  const named = await findSubject(portal, identity, input);
  const mayRead = await authorizeRequest(portal, identity, named, input);
  if (named.record && input.operation !== "delete") assertRequestable(named.record);
  const related = await findRelated(portal, identity, named.entry, input);
  const subject = { ...(await findOwnSubject(portal, identity, named, related, input)), mayRead, ...related };
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
    const targets = listOfferTargets(listTargets(portal, identity, subject), record);
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

/**
 * The repository that an overlay chose, among those that accept the request.
 * @throws PortalError `git-unavailable` where it is none of them
 */
function listOfferTargets(
  targets: readonly PortalRepository[],
  record: CatalogRecord | undefined,
): readonly PortalRepository[] {
  const { repository, entry } = record ?? {};
  if (repository === undefined) return targets;
  const chosen = targets.filter(({ git }) => git.repository.name === repository);
  if (chosen.length > 0) return chosen;
  throw new PortalError("git-unavailable", {
    detail: `${entry?.title} goes to the repository ${repository}, which does not accept this request.`,
    suggestion: "Ask the platform team to correct git.repository in the overlay of the offer.",
  });
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
 * The offer whose rules count, whatever offer of the kind the input names: for an amended request its own offer, for an
 * existing resource the offer that the resource belongs to. The caller must authorize first.
 */
async function findOwnSubject(
  portal: Portal,
  identity: Identity,
  named: Subject,
  { amended }: Related,
  input: RequestInput,
): Promise<Subject> {
  const { record, entry } = named;
  const offers = record ? portal.catalog.listByKind(record.entry) : [];
  if (!record || (input.operation === "create" && !amended)) return named;
  const made = offers.find((offer) => offer.entry.id === amended?.offer);
  const live =
    !made && offers.length > 1
      ? await readLiveManifest(portal, identity, { ...referTo(input, entry), plural: record.entry.plural })
      : undefined;
  const own = made ?? (live && chooseOffer(offers, live)) ?? record;
  return { record: own, entry: own.entry };
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
  { record, entry: { cluster, group, version, kind, plural, scope } }: Subject,
  { namespace, name, operation, adopts }: RequestInput,
): Promise<boolean> {
  noteSubject({ cluster, group, kind, plural, namespace, name });
  const namespaced = scope === "Namespaced";
  if (namespaced && !namespace) return false;
  const place = { cluster, group, resource: plural, namespace: namespaced ? namespace : undefined };
  await authorize(identity, { action: "request", ...place }, rules);
  if (record && operation === "create") assertInAudience(record, namespace);
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

/** Whether the overlay of the offer allows requests in the namespace. */
function assertInAudience({ entry, audience }: CatalogRecord, namespace: string | undefined): void {
  const { namespaces } = audience ?? {};
  if (!namespaces || namespace === undefined || namespaces.includes(namespace)) return;
  throw new PortalError("forbidden", {
    detail: `${entry.title} is not offered in the namespace ${namespace}.`,
    suggestion: `Choose one of: ${namespaces.join(", ")}.`,
  });
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
  { version = entry.version, adopts, operation }: RequestInput,
): PlanContext {
  const versions = record && listUsableVersions(record, operation === "create" && !adopts);
  if (record && versions) assertVersion(record.entry, version, versions);
  const formOf = (other: string) =>
    buildVersionForm(record, { kind: entry.kind, version: other }, portal.buildForm);
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
      attributes: addReviewers(configured.pullRequest, record?.reviewers),
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
    ...(versions && { servedVersions: versions }),
    ...(cluster && {
      tryOnServer: (manifest, object) =>
        inSpan("dry run", () => ask(cluster, object, manifest, formOf(object.version))),
    }),
  };
}

/** The configured attributes of a pull request, with the reviewers of the offer. */
function addReviewers(
  attributes: Omit<PullRequestAttributes, "labels"> | undefined,
  reviewers: readonly string[] = [],
): Omit<PullRequestAttributes, "labels"> | undefined {
  if (reviewers.length === 0) return attributes;
  return { ...attributes, reviewers: [...new Set([...(attributes?.reviewers ?? []), ...reviewers])] };
}

/** The served versions; of a new request those that the overlay allows. */
function listUsableVersions(record: CatalogRecord, isNew: boolean): string[] {
  const versions = isNew ? listOfferedVersions(record) : record.versions;
  return versions.filter(({ served }) => served).map(({ name }) => name);
}

function assertVersion({ title }: CatalogEntry, version: string, usable: readonly string[]): void {
  if (usable.includes(version)) return;
  throw new PortalError("invalid", {
    detail: `${title} has no version ${version}.`,
    suggestion: `Choose one of: ${usable.join(", ") || "none is served now"}.`,
    errors: [{ path: "/version", message: `There is no version ${version}.`, source: "portal" }],
  });
}
