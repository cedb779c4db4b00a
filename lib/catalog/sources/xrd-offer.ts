import type { FormBuilder } from "#lib/catalog/form-check";
import { isInstallationKind } from "#lib/catalog/inference/installation";
import { buildClosedRecord, buildRecord, type Offer } from "#lib/catalog/record";
import { parseLiveDefinition } from "#lib/catalog/sources/live-definition";
import {
  BEING_REMOVED,
  describeRefusal,
  findServingObstacle,
  type IsServed,
} from "#lib/catalog/sources/obstacle";
import { type OfferChoice, readOfferChoice } from "#lib/catalog/sources/offer-choice";
import { describeApi } from "#lib/catalog/sources/xrd-definition";
import type { CatalogRecord } from "#lib/catalog/types";
import { APIEXTENSIONS_GROUP } from "#lib/crossplane/names";
import { type CompositeResourceDefinition, type ParsedXrd, parseXrd } from "#lib/crossplane/xrd";
import {
  claimApi,
  compositeApi,
  findDroppedFields,
  findRefusal,
  isMadeByXrd,
  type XrdApi,
} from "#lib/crossplane/xrd-api";
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** Distinguishes the entry of a composite resource from that of its claim. */
export const BESIDE_CLAIM = "composite";

/** An XRD, and its offered APIs. */
export interface OfferedXrd {
  object: KubernetesObject;
  parsed: ParsedXrd;
  apis: OfferedApi[];
}

interface OfferedApi {
  api: XrdApi;
  /** Absent for the XRD's own entry. */
  part?: typeof BESIDE_CLAIM;
}

/** Data that decides whether an XRD can be requested now. */
export interface XrdContext {
  cluster: string;
  isServed: IsServed;
  buildForm: FormBuilder;
}

/** Parses an XRD; undefined where it offers nothing. A broken one gets an entry with its reason. */
export function readOfferedXrd(object: KubernetesObject): OfferedXrd | undefined {
  const choice = readOfferChoice(object.metadata);
  // An XRD that is being deleted is no longer offered, however long its finalizers take.
  if (object.metadata.deletionTimestamp || choice === "nothing") return undefined;
  const parsed = parseXrd(object);
  if (parsed.state === "broken") return { object, parsed, apis: [] };
  const apis = chooseApis(parsed.xrd, choice);
  return apis.length > 0 ? { object, parsed, apis } : undefined;
}

/** A claim stands for its composite resource. A legacy XRD without claims is a building block of others. */
function chooseApis(xrd: CompositeResourceDefinition, choice: OfferChoice): OfferedApi[] {
  if (choice === "usual" && isInstallationKind({ group: xrd.group, kind: xrd.names.kind })) return [];
  const claim = claimApi(xrd);
  if (claim) {
    const beside: OfferedApi[] =
      choice === "composite" ? [{ api: compositeApi(xrd), part: BESIDE_CLAIM }] : [];
    return [{ api: claim }, ...beside];
  }
  const isInternal = xrd.scope === "LegacyCluster" && choice === "usual";
  return isInternal ? [] : [{ api: compositeApi(xrd) }];
}

/** The record of an XRD that cannot be parsed. */
export function buildBrokenXrdRecord(
  object: KubernetesObject,
  reason: string,
  cluster: string,
): CatalogRecord {
  return buildClosedRecord(describeOrigin(object, cluster), `Form broken: ${reason}. Ask the platform team.`);
}

/**
 * Builds the record of one API of an XRD: card and form at once, requestable once the generated CRD is
 * served.
 * @param crd the CRD with the API's name, whoever created it
 */
export function buildXrdRecord(
  object: KubernetesObject,
  { api, part }: OfferedApi,
  crd: KubernetesObject | undefined,
  { cluster, isServed, buildForm }: XrdContext,
  previous?: CatalogRecord,
): CatalogRecord {
  const own = crd && isMadeByXrd(crd, api.xrd.name) ? parseLiveDefinition(crd) : undefined;
  const definition = describeApi(api, own);
  const offer = {
    ...describeOrigin(object, cluster),
    part,
    annotations: [api.xrd.annotations, definition.annotations],
    labels: [api.xrd.labels, definition.labels],
    definition,
    authorWarnings: describeDropped(findDroppedFields(api)),
    findObstacle: (version: string) =>
      findObstacle(api, crd, own) ?? findServingObstacle(own, version, isServed),
  };
  return buildRecord(offer, buildForm, previous);
}

const MOST_NAMED = 5;

function describeDropped(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const named = names.slice(0, MOST_NAMED).map((name) => `\`${name}\``);
  const more = names.length - named.length;
  const list = [...named, ...(more > 0 ? [`${more} more`] : [])];
  const [subject, object] = names.length === 1 ? ["The field", "it"] : ["The fields", "them"];
  return [
    `${subject} ${new Intl.ListFormat("en-GB").format(list)} ${names.length === 1 ? "is" : "are"} not inside \`spec\`, so Crossplane drops ${object} and nobody can set ${object}. Move ${object} into \`spec\`.`,
  ];
}

function findObstacle(
  api: XrdApi,
  crd: KubernetesObject | undefined,
  own: CustomResourceDefinition | undefined,
): string | undefined {
  if (crd?.metadata.deletionTimestamp) return BEING_REMOVED;
  const refusal = findRefusal(api) ?? own?.namesRefused ?? findOwner(crd, own);
  return refusal && describeRefusal(refusal);
}

/** Crossplane does not take over a CRD that another object controls. */
function findOwner(crd: KubernetesObject | undefined, own: CustomResourceDefinition | undefined) {
  const owner = crd?.metadata.ownerReferences?.find(({ controller }) => controller);
  if (own || !crd || !owner) return undefined;
  return `${crd.metadata.name} belongs to ${owner.kind} ${owner.name}.`;
}

function describeOrigin({ metadata }: KubernetesObject, cluster: string) {
  const { name, resourceVersion, annotations = {}, labels = {} } = metadata;
  return {
    source: "xrd" as const,
    cluster,
    annotations: [annotations],
    labels: [labels],
    defaultIcon: "layers",
    warnings: [],
    origin: { group: APIEXTENSIONS_GROUP, resource: "compositeresourcedefinitions", name, resourceVersion },
  } satisfies Partial<Offer>;
}
