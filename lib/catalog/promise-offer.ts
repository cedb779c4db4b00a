import type { FormBuilder } from "#lib/catalog/form-check";
import { findCrdRefusal, findServingObstacle, type IsServed } from "#lib/catalog/obstacle";
import { buildClosedRecord, buildRecord } from "#lib/catalog/record";
import type { CatalogRecord } from "#lib/catalog/types";
import { KRATIX_GROUP } from "#lib/kratix/names";
import type { KratixPromise, RequiredPromise } from "#lib/kratix/promise";
import type { CustomResourceDefinition } from "#lib/kubernetes/custom-resource-definition";

/** What stands around a Promise and decides whether it can be requested now. */
export interface PromiseSurroundings {
  cluster: string;
  resourceVersion: string;
  /** The CRD that Kratix made of `spec.api`, once it is there. */
  crd: CustomResourceDefinition | undefined;
  isServed: IsServed;
  isInstalled(promise: string): boolean;
  buildForm: FormBuilder;
  previous: CatalogRecord | undefined;
}

/**
 * The record of a Promise: card and form from `spec.api` at once, requestable when the API is served. A Promise whose
 * needs are unmet can be requested, with a warning: Kratix keeps the request until they are met.
 */
export function buildPromiseRecord(promise: KratixPromise, around: PromiseSurroundings): CatalogRecord {
  const { name, api } = promise;
  const origin = { group: KRATIX_GROUP, resource: "promises", name, resourceVersion: around.resourceVersion };
  const offer = {
    source: "promise" as const,
    cluster: around.cluster,
    annotations: [promise.annotations],
    defaultIcon: "package",
    warnings: findWarnings(promise, around.isInstalled),
    origin,
  };
  if (api.state === "none") {
    return buildClosedRecord(
      offer,
      "It only installs what the platform itself needs. There is nothing to request.",
    );
  }
  if (api.state === "broken") {
    return buildClosedRecord(offer, `Form broken: ${api.reason}. Ask the platform team.`);
  }
  const { definition } = api;
  return buildRecord(
    {
      ...offer,
      definition,
      annotations: [promise.annotations, definition.annotations],
      findObstacle: (version) =>
        findCrdRefusal(around.crd) ?? findServingObstacle(around.crd, version, around.isServed),
    },
    around.buildForm,
    around.previous,
  );
}

function findWarnings(promise: KratixPromise, isInstalled: (name: string) => boolean): string[] {
  const needs = promise.requiredPromises.flatMap((required) => describeNeed(required, isInstalled) ?? []);
  const warnings = promise.paused
    ? [...needs, "The platform team has paused it. Changes to the offer wait."]
    : needs;
  if (warnings.length > 0 || promise.available !== false) return warnings;
  return ["The platform is still preparing it. Requests wait until it is ready."];
}

/** Kratix's own finding where there is one: it is what decides whether requests go on. */
function describeNeed({ name, version, state }: RequiredPromise, isInstalled: (name: string) => boolean) {
  const which = version ? `Promise ${name} ${version}` : `Promise ${name}`;
  if (state === "missing" || (state === undefined && !isInstalled(name))) {
    return `Needs ${which}, which is not installed.`;
  }
  if (state === "other-version") return `Needs ${which}, which is not available at that version.`;
  if (state === "unknown") return `Needs ${which}, and Kratix cannot tell whether it is installed.`;
  return undefined;
}
