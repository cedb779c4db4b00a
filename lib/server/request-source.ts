import "server-only";
import { buildOfferForm } from "#lib/catalog/offer-form";
import { PortalError } from "#lib/errors";
import type { ChangedFile, GitFile, GitProvider, PullRequest } from "#lib/git/types";
import { mapConcurrently } from "#lib/graph/reads";
import type { ObjectReference } from "#lib/kubernetes/types";
import { listPathVariables, type RequestEntry, type RequestObject } from "#lib/request/context";
import { type DeriveContext, type DerivedRequest, deriveRequest } from "#lib/request/request";
import type { PortalRequest } from "#lib/request/types";
import type { FormSchema } from "#lib/schema/types";
import { findOffer, pickOffer } from "#lib/server/objects";
import type { Portal } from "#lib/server/portal";

/** A pull request with the request that it is. */
export interface RequestSource {
  pullRequest: PullRequest;
  request: DerivedRequest;
  /** What it changes; read for those that can still be acted on. */
  files: readonly ChangedFile[] | undefined;
}

/** Throws `git-unavailable` where no repository is configured. */
export function requireGit<G>({ git }: { git: G | undefined }): G {
  if (git !== undefined) return git;
  throw new PortalError("git-unavailable", {
    detail: "No Git repository is configured, so there are no requests and none can be made.",
    suggestion: "Whoever installed the portal sets VITRINE_GIT.",
  });
}

/** All requests, newest first; other pull requests are left out. Throws `git-unavailable`. */
export async function listSources(
  portal: Portal,
  wanted: (source: RequestSource) => boolean = () => true,
): Promise<RequestSource[]> {
  const pullRequests = await requireGit(portal).listPullRequests();
  const context = describeContext(portal);
  const sources = await mapConcurrently(pullRequests, async (pullRequest) => {
    // What an old pull request claims harms nobody; what an open one does is judged by its files.
    const claimed = pullRequest.state === "open" ? undefined : deriveRequest(pullRequest, context);
    return claimed ? { pullRequest, request: claimed, files: undefined } : readSource(portal, pullRequest);
  });
  return sources.filter((source) => source !== undefined).filter(wanted);
}

/** A request with its files; undefined for a pull request that is about no one object. */
export async function readSource(
  portal: Portal,
  pullRequest: PullRequest,
): Promise<RequestSource | undefined> {
  const files = await readFiles(portal, pullRequest);
  const request = deriveRequest(pullRequest, describeContext(portal), files);
  return request && { pullRequest, request, files };
}

/** Read once for each state of a pull request: commits do not change. */
async function readFiles(portal: Portal, { number, headCommit, state }: PullRequest): Promise<ChangedFile[]> {
  const key = `${number} ${headCommit} ${state}`;
  const known = portal.changedFiles.get(key);
  if (known) return known;
  const files = await requireGit(portal).changedFiles(number);
  portal.changedFiles.set(key, files);
  const [oldest] = portal.changedFiles.keys();
  if (portal.changedFiles.size > 1_000 && oldest !== undefined) portal.changedFiles.delete(oldest);
  return files;
}

/** What it takes to read a pull request. */
export type RequestSurroundings = Pick<Portal, "clusters" | "catalog" | "pathTemplate"> & {
  git: Pick<GitProvider, "repository"> | undefined;
};

/** What lib/request needs to know of the platform to read a pull request. */
export function describeContext(portal: RequestSurroundings): DeriveContext {
  const [first = ""] = portal.clusters.keys();
  return {
    repository: requireGit(portal).repository,
    pathTemplate: portal.pathTemplate,
    cluster: first,
    findEntry(id) {
      const record = portal.catalog.get(id);
      return record && pickOffer(record);
    },
    findKind(cluster, group, kind) {
      const offer = findOffer(portal, { cluster, group, kind });
      const type = portal.clusters.get(cluster)?.discovery.findByKind({ group, kind });
      const plural = type?.plural ?? offer?.entry.plural;
      if (plural === undefined) return undefined;
      const namespaced = type?.namespaced ?? offer?.entry.scope === "Namespaced";
      return { plural, namespaced, ...(offer && { entry: pickOffer(offer) }) };
    },
  };
}

export function isSameObject(one: ObjectReference, other: ObjectReference): boolean {
  return (["cluster", "group", "kind", "namespace", "name"] as const).every(
    (field) => one[field] === other[field],
  );
}

/** The form of the offer behind a request, for the words of its fields. */
export function findFormOf(
  portal: Portal,
  { object }: Pick<PortalRequest, "object">,
): FormSchema | undefined {
  return findForm(portal, object, object.version);
}

/** The form of a version of a kind; undefined where it is not offered or cannot be shown as a form. */
export function findForm(
  portal: Portal,
  kind: Pick<ObjectReference, "cluster" | "group" | "kind">,
  version: string,
): FormSchema | undefined {
  const record = findOffer(portal, kind);
  const schema = record?.versions.find(({ name }) => name === version)?.schema;
  if (!record || !schema) return undefined;
  try {
    const options = { kind: kind.kind, layout: record.layout };
    return buildOfferForm(schema, options, portal.buildForm).form;
  } catch {
    // One bad schema costs the words of its fields, not the request.
    return undefined;
  }
}

/** The object's file on the target branch, if it is where requests put it. Throws `git-unavailable`. */
export async function findFile(portal: Portal, object: RequestObject): Promise<GitFile | undefined> {
  if (!portal.git) return undefined;
  return portal.git.readFile(portal.pathTemplate.render(listPathVariables(object, entryOf(portal, object))));
}

/** The offer of an object, or what discovery knows of its kind. */
function entryOf(portal: Portal, object: RequestObject): RequestEntry {
  const offer = findOffer(portal, object);
  if (offer) return offer.entry;
  const { cluster, group, version, kind, plural, namespace } = object;
  const scope = namespace === undefined ? "Cluster" : "Namespaced";
  return { cluster, group, version, kind, plural, scope, title: kind };
}
