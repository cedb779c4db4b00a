/** An OfferOverlay of the cluster: the platform team's presentation and rules of an offer. */
import { buildEntryId } from "#lib/catalog/entry-id";
import { type OverlaySpec, overlaySpec } from "#lib/catalog/overlays/overlay-spec";
import type { CatalogSourceKind } from "#lib/catalog/types";
import type { FormRules } from "#lib/form/layout/form-rules";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** Group and kind of the CRD in deploy/chart/templates/crds. */
export const OVERLAY_TYPE = { group: "vitrine.dev", kind: "OfferOverlay" };

const SOURCES: Record<OverlaySpec["offer"]["kind"], CatalogSourceKind> = {
  Promise: "promise",
  CompositeResourceDefinition: "xrd",
  ResourceGraphDefinition: "rgd",
  CustomResourceDefinition: "crd",
};

export interface Overlay {
  name: string;
  cluster: string;
  /** Id of the entry that the overlay is about. */
  base: string;
  spec: OverlaySpec;
  /** The rules for the form; absent where the overlay has none. The same object as long as the overlay is unchanged. */
  rules?: FormRules;
}

export type ParsedOverlay =
  | { state: "read"; overlay: Overlay }
  | { state: "broken"; name: string; cluster: string; reason: string };

const parsed = new WeakMap<KubernetesObject, ParsedOverlay>();

/** Parses an OfferOverlay, each object once. Never throws: the API server can have another version of the CRD. */
export function parseOverlay(object: KubernetesObject, cluster: string): ParsedOverlay {
  const known = parsed.get(object) ?? parse(object, cluster);
  parsed.set(object, known);
  return known;
}

function parse(object: KubernetesObject, cluster: string): ParsedOverlay {
  const { name } = object.metadata;
  const { data: spec, error } = overlaySpec.safeParse(object.spec);
  if (!spec) {
    const [issue] = error.issues;
    const place = ["spec", ...(issue?.path ?? [])].map(String).join(".");
    return {
      state: "broken",
      name,
      cluster,
      reason: `${place}: ${issue?.message ?? "The spec can't be read."}`,
    };
  }
  const { kind, name: of, part } = spec.offer;
  const base = buildEntryId(SOURCES[kind], cluster, of, part);
  const rules = readRules(spec);
  return { state: "read", overlay: { name, cluster, base, spec, ...(rules && { rules }) } };
}

function readRules({ form, defaults, locked, choices }: OverlaySpec): FormRules | undefined {
  if (!form && !defaults && !locked && !choices) return undefined;
  return {
    ...(form && { layout: form }),
    defaults: defaults ?? [],
    locked: locked ?? [],
    choices: choices ?? [],
  };
}
