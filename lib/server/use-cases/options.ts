import "server-only";
import type { OptionsQuery, OptionsResponse } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { collectChoices, findMissingParent, pluralizeKind } from "#lib/catalog/live-choices";
import type { CatalogRecord } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import { defaultAt } from "#lib/form/fields/defaults";
import type { LiveHint, LiveSource } from "#lib/form/options/live-choices";
import { typesOf } from "#lib/form/tree/field";
import { type FoundField, findField, labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import { leaveOutDryRuns } from "#lib/kratix/dry-run";
import { type ResolvedScope, resolveScope } from "#lib/kubernetes/objects/reference";
import type { Freshness, Informer } from "#lib/kubernetes/types";
import { getPortal, type Portal } from "#lib/server/portal";
import { buildVersionForm } from "#lib/server/requests/version-form";
import { followChanges } from "#lib/server/resources/follow-changes";
import { assertNamespace } from "#lib/server/resources/namespaces";
import { getCluster, withSynced } from "#lib/server/resources/objects";
import { findSeenRecord } from "#lib/server/use-cases/catalog";
import { listOfferedSecrets } from "#lib/server/use-cases/secret-options";

/**
 * What a field may be set to now, of what the person may list: objects of the cluster as its hint says, or the
 * Secrets that are offered to it. Throws `not-found` for a field that takes nothing from the cluster and for a kind
 * that is not served, `forbidden` where the person may not list it, `cluster-unavailable`.
 */
export async function listOptions(
  identity: Identity,
  id: string,
  asked: OptionsQuery,
): Promise<OptionsResponse> {
  const portal = getPortal();
  const place = await findPlace(portal, identity, id, asked);
  if (!place.hint)
    return listOfferedSecrets(portal, identity, place.record.entry.cluster, place.found.field, asked);
  const { form, found, hint } = place;
  const read = (pointer: string) => asked.values[pointer] ?? defaultAt(form, pointer);
  const missing = findMissingParent(hint.from, asked.field, read);
  if (missing !== undefined) return wait(`Choose ${say(labelPointer(form, missing))} first.`);
  const source = findSource(portal, place.record, hint.from, asked.namespace);
  if (!source) return wait("Choose a namespace first.");
  await authorizeList(portal, identity, source);
  await assertNamespace(portal, source.type.cluster, source.namespace);
  const types = typesOf(found.field);
  return withSynced(openWatch(portal, source, hint.from), (watch) => ({
    ...collectChoices(leaveOutDryRuns(watch.list(source.namespace)), hint.from, asked.field, types, read),
    ...sayAge(watch.freshness()),
  }));
}

/** Tells of changes of what a field may be set to. Returns unsubscribe. Throws as `listOptions`. */
export async function followOptions(
  portal: Portal,
  identity: Identity,
  topic: string,
  notify: () => void,
): Promise<() => void> {
  const [id = "", version, namespace, field = ""] = topic.split("/").map(decodePart);
  const asked: OptionsQuery = {
    field,
    version,
    namespace: namespace === "_" ? undefined : namespace,
    values: {},
  };
  const { hint, record } = await findPlace(portal, identity, id, asked);
  const source = hint && findSource(portal, record, hint.from, asked.namespace);
  if (!hint || !source) return () => {};
  await authorizeList(portal, identity, source);
  await assertNamespace(portal, source.type.cluster, source.namespace);
  const watch = openWatch(portal, source, hint.from);
  followChanges(watch, notify);
  followFreshness(watch, notify);
  return watch.close;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

function followFreshness(watch: Informer, notify: () => void): void {
  let state = watch.freshness().state;
  watch.subscribe((event) => {
    if (event.type !== "freshness" || event.freshness.state === state) return;
    state = event.freshness.state;
    notify();
  });
}

interface OptionsPlace {
  record: CatalogRecord;
  form: FormSchema;
  found: FoundField;
  /** Undefined: the field is about a Secret. */
  hint: LiveHint | undefined;
}

async function findPlace(
  portal: Portal,
  identity: Identity,
  id: string,
  { field, version }: OptionsQuery,
): Promise<OptionsPlace> {
  const record = await findSeenRecord(portal, identity, id);
  const { kind } = record.entry;
  const form = buildVersionForm(record, { kind, version: version ?? record.entry.version }, portal.buildForm);
  const found = form && findField(form, field);
  if (form && found?.field.kind === "live-choice") return { record, form, found, hint: found.field.live };
  if (form && found?.field.kind === "secret") return { record, form, found, hint: undefined };
  throw new PortalError("not-found", {
    detail: "This field has no choices from the cluster.",
    suggestion: "Enter a value.",
  });
}

/** Undefined while no namespace is chosen. */
function findSource(
  portal: Portal,
  { entry }: CatalogRecord,
  { group, version, kind, namespace }: LiveSource,
  chosen: string | undefined,
): ResolvedScope | undefined {
  const { discovery, name } = getCluster(portal, entry.cluster);
  const type = discovery.findByKind({ group, kind, ...(version !== undefined && { version }) });
  if (!type) {
    throw new PortalError(discovery.hasLoaded() ? "not-found" : "cluster-unavailable", {
      detail: `The cluster ${name} has no ${pluralizeKind(kind)} to choose from. Enter a value.`,
      suggestion: "The platform team may have removed the API, or not installed it yet.",
    });
  }
  const where = namespace === undefined || namespace === "request" ? chosen : namespace;
  return type.namespaced && where === undefined ? undefined : resolveScope(type, where);
}

async function authorizeList(portal: Portal, identity: Identity, scope: ResolvedScope): Promise<void> {
  const { allowed } = await decide(identity, { action: "list", scope }, portal.rules);
  if (allowed) return;
  const { type, namespace } = scope;
  throw new PortalError("forbidden", {
    detail: `You can't list ${pluralizeKind(type.kind)}${namespace ? ` in ${namespace}` : ""}. Enter a value.`,
    suggestion: "Ask the platform team for access.",
  });
}

function openWatch(portal: Portal, { type, namespace }: ResolvedScope, source: LiveSource): Informer {
  const labels = Object.entries(source.labelSelector ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const paths = [
    source.value ?? "metadata.name",
    source.label ?? "metadata.name",
    ...(source.where ?? []).map(({ path }) => path),
  ];
  return getCluster(portal, type.cluster).informers.informer({
    group: type.group,
    version: type.version,
    kind: type.kind,
    ...(namespace !== undefined && { namespace }),
    ...(labels.length > 0 && { labelSelector: labels.map((pair) => pair.join("=")).join(",") }),
    ...(paths.every((path) => path.startsWith("metadata.")) && { metadataOnly: true }),
  });
}

function wait(waitsFor: string): OptionsResponse {
  return { options: [], truncated: false, stale: false, waitsFor };
}

function sayAge(freshness: Freshness): Pick<OptionsResponse, "asOf" | "stale"> {
  const asOf = freshness.state === "connecting" ? undefined : freshness.asOf;
  return { ...(asOf !== undefined && { asOf }), stale: freshness.state === "away" };
}

/** "Storage › Region" → "a storage region"; the last name says enough. */
function say(label: string): string {
  const name = label.split(" › ").at(-1) ?? label;
  const small = /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
  return `${/^[aeiou]/i.test(small) ? "an" : "a"} ${small}`;
}
