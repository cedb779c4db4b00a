import type { FormBuilder } from "#lib/catalog/form-check";
import { isInstallationKind } from "#lib/catalog/inference/installation";
import { readPresentation } from "#lib/catalog/presentation";
import { buildClosedRecord, buildRecord } from "#lib/catalog/record";
import { findCrdRefusal, findServingObstacle, type IsServed } from "#lib/catalog/sources/obstacle";
import { readOfferChoice } from "#lib/catalog/sources/offer-choice";
import type { CatalogRecord } from "#lib/catalog/types";
import { KRATIX_GROUP } from "#lib/kratix/names";
import type { KratixPromise, RequiredPromise } from "#lib/kratix/promise";
import { describePromiseTrouble } from "#lib/kratix/promise-health";
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";
import { isRecord, readNumber } from "#lib/kubernetes/objects/field";
import { maskText } from "#lib/manifest/secrets/secret-mask";

/**
 * False for a Promise that only installs what the platform needs, and for one that the platform team has hidden. Its
 * label or annotation `vitrine.dev/offer` decides first.
 */
export function isOfferedPromise({ labels, annotations, api }: KratixPromise): boolean {
  const choice = readOfferChoice({ labels, annotations });
  if (choice !== "usual") return choice !== "nothing";
  if (api.state === "none") return false;
  return api.state === "broken" || !isInstallationKind(api.definition);
}

/** Data that decides whether a Promise can be requested now. */
export interface PromiseContext {
  cluster: string;
  resourceVersion: string;
  /** The CRD that Kratix generated from `spec.api`, once it exists. */
  crd: CustomResourceDefinition | undefined;
  isServed: IsServed;
  isInstalled(promise: string): boolean;
  buildForm: FormBuilder;
  previous: CatalogRecord | undefined;
}

/**
 * Builds the record of a Promise: card and form come from `spec.api`, and it is requestable once the API is
 * served. A Promise with unmet requirements can be requested, with a warning: Kratix keeps the request until
 * they are met.
 */
export function buildPromiseRecord(promise: KratixPromise, around: PromiseContext): CatalogRecord {
  const { name, api } = promise;
  const origin = { group: KRATIX_GROUP, resource: "promises", name, resourceVersion: around.resourceVersion };
  const offer = {
    source: "promise" as const,
    cluster: around.cluster,
    annotations: [promise.annotations],
    labels: [promise.labels],
    defaultIcon: "package",
    warnings: findWarnings(promise, around.isInstalled, findOwner(promise)),
    origin,
  };
  if (api.state === "none") {
    return buildClosedRecord(
      offer,
      "This Promise only installs what the platform itself needs. There is nothing to request.",
    );
  }
  if (api.state === "broken") {
    return buildClosedRecord(offer, `Form broken: ${api.reason}. Ask the platform team.`);
  }
  const definition = limitNames(api.definition, around.crd);
  return buildRecord(
    {
      ...offer,
      definition,
      annotations: [promise.annotations, definition.annotations],
      labels: [promise.labels, definition.labels],
      findObstacle: (version) =>
        findCrdRefusal(around.crd) ?? findServingObstacle(around.crd, version, around.isServed),
    },
    around.buildForm,
    around.previous,
  );
}

/** Kratix puts a request's name into labels. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const MAX_NAME = 63;

/**
 * Adds the API's limit of names to the definition: Kratix writes the limit into the CRD that it generates,
 * and the Promise's `spec.api` lacks it. An older Kratix accepts a longer name, and the request then never
 * finishes.
 */
function limitNames(
  definition: CustomResourceDefinition,
  crd: CustomResourceDefinition | undefined,
): CustomResourceDefinition {
  const versions = definition.versions.map((version) => {
    if (!version.schema) return version;
    const live = crd?.versions.find(({ name }) => name === version.name)?.schema;
    const limits = [version.schema, live].map((schema) =>
      readNumber(schema, "properties", "metadata", "properties", "name", "maxLength"),
    );
    const maxLength = Math.min(MAX_NAME, ...limits.filter((limit) => limit !== undefined));
    return { ...version, schema: withNameLimit(version.schema, maxLength) };
  });
  return { ...definition, versions };
}

function withNameLimit(schema: Record<string, unknown>, maxLength: number): Record<string, unknown> {
  const properties = fieldsOf(schema.properties);
  const metadata = fieldsOf(properties.metadata);
  const inner = fieldsOf(metadata.properties);
  const name = { type: "string", ...fieldsOf(inner.name), maxLength };
  return {
    ...schema,
    properties: {
      ...properties,
      metadata: { type: "object", ...metadata, properties: { ...inner, name } },
    },
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The owner of the offer, for messages. */
function findOwner({ annotations, name }: KratixPromise): string {
  return readPresentation({ annotations: [annotations], name, defaultIcon: "", schema: undefined }).owner;
}

function findWarnings(
  promise: KratixPromise,
  isInstalled: (name: string) => boolean,
  owner: string,
): string[] {
  const needs = promise.requiredPromises.flatMap((required) => describeNeed(required, isInstalled) ?? []);
  const warnings = promise.paused
    ? [...needs, "The platform team has paused this offer. Changes to the offer wait."]
    : needs;
  // Before Kratix has processed the Promise, there is no warning.
  if (warnings.length > 0 || promise.available === undefined) return warnings;
  const trouble = describePromiseTrouble(promise, owner);
  if (trouble) return [maskText(trouble)];
  return promise.available
    ? []
    : ["The platform is still preparing this offer. Requests wait until the offer is ready."];
}

/** Kratix's own result counts first, because it decides whether requests continue. */
function describeNeed({ name, version, state }: RequiredPromise, isInstalled: (name: string) => boolean) {
  const which = version ? `Promise ${name} ${version}` : `Promise ${name}`;
  if (state === "missing" || (state === undefined && !isInstalled(name))) {
    return `Needs ${which}, which is not installed.`;
  }
  if (state === "other-version") return `Needs ${which}, which is not available at that version.`;
  if (state === "unavailable") return `Needs ${which}, which is not available now.`;
  if (state === "unknown") return `Needs ${which}, and Kratix cannot tell whether it is installed.`;
  return undefined;
}
