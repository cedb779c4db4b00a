import type { FormBuilder } from "#lib/catalog/form-check";
import { isInstallationKind } from "#lib/catalog/inference/installation";
import { buildClosedRecord, buildRecord, type Offer } from "#lib/catalog/record";
import { parseLiveDefinition } from "#lib/catalog/sources/live-definition";
import {
  BEING_INSTALLED,
  findCrdRefusal,
  findServingObstacle,
  type IsServed,
} from "#lib/catalog/sources/obstacle";
import { readOfferChoice } from "#lib/catalog/sources/offer-choice";
import type { CatalogRecord } from "#lib/catalog/types";
import { KRO_GROUP } from "#lib/kro/names";
import { parseRgd, type ResourceGraphDefinition } from "#lib/kro/resource-graph-definition";
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** Data that decides whether an RGD can be requested now. */
export interface RgdContext {
  cluster: string;
  isServed: IsServed;
  buildForm: FormBuilder;
}

/** False for an RGD that is being deleted, that the platform team has hidden, or that installs the platform. */
export function isOfferedRgd(object: KubernetesObject): boolean {
  const choice = readOfferChoice(object.metadata);
  if (object.metadata.deletionTimestamp || choice === "nothing") return false;
  const parsed = parseRgd(object);
  return choice !== "usual" || parsed.state === "broken" || !isInstallationKind(parsed.rgd);
}

/**
 * Builds the record of an RGD: a card at once, with kro's error where it refuses the RGD, and a form once the
 * CRD exists.
 * @param crd the CRD that kro generated
 */
export function buildRgdRecord(
  object: KubernetesObject,
  crd: KubernetesObject | undefined,
  around: RgdContext,
  previous?: CatalogRecord,
): CatalogRecord {
  const offer = describeOrigin(object, around.cluster);
  const parsed = parseRgd(object);
  if (parsed.state === "broken") {
    return buildClosedRecord(offer, `Form broken: ${parsed.reason}. Ask the platform team.`);
  }
  const { rgd } = parsed;
  const definition = parseLiveDefinition(crd);
  if (definition?.kind !== rgd.kind || definition.group !== rgd.group) {
    return buildClosedRecord(offer, findRefusal(rgd) ?? BEING_INSTALLED, rgd.kind);
  }
  return buildRecord(
    {
      ...offer,
      annotations: [rgd.annotations, definition.annotations],
      labels: [...offer.labels, definition.labels],
      definition,
      findObstacle: (version) => findObstacle(rgd, definition, version, around),
    },
    around.buildForm,
    previous,
  );
}

function findObstacle(
  rgd: ResourceGraphDefinition,
  definition: CustomResourceDefinition,
  version: string,
  { isServed }: RgdContext,
): string | undefined {
  // After a change that kro refuses, the old API is still served, but kro no longer maintains its instances.
  const refusal = findCrdRefusal(definition) ?? findRefusal(rgd);
  return refusal ?? findServingObstacle(definition, version, isServed);
}

function findRefusal({ refusal }: ResourceGraphDefinition): string | undefined {
  return refusal && `kro can't offer this API: ${refusal}`;
}

function describeOrigin({ metadata }: KubernetesObject, cluster: string) {
  const { name, resourceVersion, annotations = {}, labels = {} } = metadata;
  return {
    source: "rgd" as const,
    cluster,
    annotations: [annotations],
    labels: [labels],
    defaultIcon: "boxes",
    warnings: [],
    origin: { group: KRO_GROUP, resource: "resourcegraphdefinitions", name, resourceVersion },
  } satisfies Partial<Offer>;
}
