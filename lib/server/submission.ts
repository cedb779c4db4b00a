import "server-only";
import { authorize } from "#lib/auth/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { type FieldError, PortalError } from "#lib/errors";
import type { RequestContext, RequestEntry } from "#lib/request/context";
import { previewRequest as preview } from "#lib/request/preview";
import { submitRequest as submit } from "#lib/request/submit";
import type { Preview, RequestInput, SubmittedRequest } from "#lib/request/types";
import { checkRules } from "#lib/schema/cel/check-rules";
import type { FormSchema, FormValues } from "#lib/schema/types";
import { validateValues } from "#lib/schema/validate";
import { findOverrides } from "#lib/schema/visibility";
import { findSeenRecord } from "#lib/server/catalog";
import { tryOnCluster } from "#lib/server/dry-run";
import { readLiveManifest } from "#lib/server/live-object";
import { findOffer, getCluster } from "#lib/server/objects";
import { getPortal, type Portal } from "#lib/server/portal";
import { findForm, requireGit } from "#lib/server/request-source";
import { actorOf } from "#lib/server/requests";

/**
 * What a request would write, and whether it is valid. Nothing is written. Throws `not-found`, `forbidden`,
 * `invalid` for a version that is not served, `git-unavailable`.
 */
export async function previewRequest(identity: Identity, input: RequestInput): Promise<Preview> {
  const portal = getPortal();
  const { record, entry } = await findSubject(portal, identity, input);
  await authorizeRequest(portal, identity, entry, input);
  return preview(input, {
    ...buildContext(portal, record, entry, input),
    readLive: (object) => readLiveManifest(portal, identity, object),
  });
}

/**
 * Opens the pull request as the person. The same key, or the same content while it is open, gives the same request.
 * Throws as `previewRequest`, and `not-requestable`, `invalid` with field errors, `already-exists`, `conflict`.
 */
export async function submitRequest(
  identity: Identity,
  input: RequestInput,
  idempotencyKey?: string,
): Promise<SubmittedRequest> {
  const portal = getPortal();
  const { record, entry } = await findSubject(portal, identity, input);
  await authorizeRequest(portal, identity, entry, input);
  if (record && input.operation !== "delete") assertRequestable(record);
  return submit(input, buildContext(portal, record, entry, input), actorOf(portal, identity), idempotencyKey);
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
      detail: "Something new is requested from an offer.",
      suggestion: "Send the offer's id as `entry`.",
    });
  }
  const record = findOffer(portal, object);
  if (record) return { record, entry: record.entry };
  const type = getCluster(portal, object.cluster).discovery.findByKind(object);
  if (!type) {
    throw new PortalError("not-found", {
      detail: `The cluster ${object.cluster} does not serve ${object.kind} now.`,
      suggestion: "Look for the resource again.",
    });
  }
  const scope = type.namespaced ? "Namespaced" : "Cluster";
  return { record: undefined, entry: { ...type, scope, title: type.kind } };
}

/** Where no namespace is chosen yet, nothing is read for it: the preview says that one is needed. */
async function authorizeRequest(
  { rules }: Portal,
  identity: Identity,
  { cluster, group, plural: resource, scope }: RequestEntry,
  { namespace }: RequestInput,
): Promise<void> {
  if (scope === "Namespaced" && !namespace) return;
  const place = scope === "Namespaced" ? namespace : undefined;
  await authorize(identity, { action: "request", cluster, group, resource, namespace: place }, rules);
}

function assertRequestable({ entry }: CatalogRecord): void {
  if (entry.requestable) return;
  throw new PortalError("not-requestable", {
    detail: `${entry.title} cannot be requested now. ${entry.reason}`,
    suggestion: `Ask ${entry.owner || "the platform team"}.`,
  });
}

function buildContext(
  portal: Portal,
  record: CatalogRecord | undefined,
  entry: RequestEntry,
  { version = entry.version }: RequestInput,
): RequestContext {
  if (record) assertServed(record, version);
  const form = record && findForm(portal, entry, version);
  const { config, clusters } = portal;
  const cluster = config.dryRun === "portal" ? clusters.get(entry.cluster) : undefined;
  return {
    entry,
    provider: requireGit(portal),
    pathTemplate: portal.pathTemplate,
    ...(form && {
      form,
      validate: (values) => validate(form, values),
      checkRules: (object, before) => checkRules(form, object, before),
    }),
    ...(cluster && {
      tryOnServer: (manifest, object) => tryOnCluster(cluster, object, manifest, form),
    }),
  };
}

function validate(form: FormSchema, values: FormValues): FieldError[] {
  return [...validateValues(form, values), ...findOverrides(form, values)];
}

function assertServed({ entry, versions }: CatalogRecord, version: string): void {
  if (versions.some(({ name, served }) => served && name === version)) return;
  const served = versions.filter((known) => known.served).map(({ name }) => name);
  throw new PortalError("invalid", {
    detail: `${entry.title} has no version ${version}.`,
    suggestion: `Choose one of: ${served.join(", ") || "none is served now"}.`,
    errors: [{ path: "/version", message: `There is no version ${version}.`, source: "portal" }],
  });
}
