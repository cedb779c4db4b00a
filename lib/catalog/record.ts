import { isDeepStrictEqual } from "node:util";
import { buildEntryId } from "#lib/catalog/entry-id";
import { findExamplesProblem, findExamplesText } from "#lib/catalog/examples";
import { buildFamily } from "#lib/catalog/family/offer-family";
import { findFilePlace } from "#lib/catalog/file-place";
import { type FormBuilder, findFormProblem } from "#lib/catalog/form-check";
import { buildOfferForm, findLayoutText } from "#lib/catalog/offer-form";
import { readPresentation } from "#lib/catalog/presentation";
import { dropCompositeMark } from "#lib/catalog/title";
import type { CatalogRecord, CatalogSourceKind, VersionSchema } from "#lib/catalog/types";
import { findInvalidLiveHints } from "#lib/form/convert/special-fields";
import {
  type CustomResourceDefinition,
  chooseVersion,
} from "#lib/kubernetes/discovery/custom-resource-definition";

/** The data of a source for one offer. */
export interface Offer {
  source: CatalogSourceKind;
  cluster: string;
  /** Distinguishes a further entry of the same object. */
  part?: "composite";
  definition: CustomResourceDefinition;
  /** Annotation layers, the first one wins. */
  annotations: readonly Readonly<Record<string, string>>[];
  /** Label layers in the same order. */
  labels?: readonly Readonly<Record<string, string>>[];
  defaultIcon: string;
  /** Why it cannot be requested now, given the version it would be requested at; undefined where it can. */
  findObstacle(version: string): string | undefined;
  warnings: readonly string[];
  /** Warnings that only the definition's author can fix. */
  authorWarnings?: readonly string[];
  origin: CatalogRecord["origin"];
}

/**
 * Builds the record of an offer. Equal versions of `previous` are kept, so that caches by schema identity
 * stay valid.
 */
export function buildRecord(offer: Offer, buildForm: FormBuilder, previous?: CatalogRecord): CatalogRecord {
  const { definition, cluster, source, origin, part } = offer;
  const versions = keepEqual(definition.versions, previous?.versions);
  const chosen = chooseVersion(versions);
  const shown = chosen ?? versions.find(({ storage }) => storage) ?? versions[0];
  const presentation = readPresentation({
    annotations: offer.annotations,
    ...(offer.labels && { labels: offer.labels }),
    name: source === "xrd" ? dropCompositeMark(definition.kind) : definition.kind,
    defaultIcon: offer.defaultIcon,
    schema: shown?.schema,
    group: definition.group,
    scope: definition.scope,
  });
  const layout = findLayoutText(offer.annotations);
  const examples = findExamplesText(offer.annotations);
  const place = findFilePlace(offer.annotations);
  const examplesProblem = findExamplesProblem(examples);
  const reason = chosen
    ? (findFormProblem(chosen.schema, { kind: definition.kind, owner: presentation.owner }, buildForm) ??
      offer.findObstacle(chosen.name) ??
      "")
    : "The cluster serves no version of this offer.";
  const { group, kind, plural, scope } = definition;
  const title = part ? `${presentation.title} (${part})` : presentation.title;
  return {
    entry: {
      id: buildEntryId(source, cluster, origin.name, part),
      source,
      cluster,
      group,
      version: shown?.name ?? "",
      kind,
      plural,
      scope,
      ...presentation,
      title,
      family: buildFamily({ source, group, kind, scope, title }),
      requestable: reason === "",
      reason,
      warnings: [
        ...deprecationWarnings(shown),
        ...offer.warnings,
        ...(shown?.schema ? findInvalidLiveHints(shown.schema) : []),
        ...[
          ...(offer.authorWarnings ?? []),
          ...layoutWarnings(shown, { kind: definition.kind, layout }, buildForm),
          ...(place.warning ? [place.warning] : []),
        ].map(
          // Requesters read this warning too, and cannot fix it.
          (warning) => `For ${presentation.owner || "the platform team"}: ${warning}`,
        ),
        ...(examplesProblem ? [examplesProblem] : []),
      ],
    },
    versions,
    ...(layout !== undefined && { layout }),
    ...(examples !== undefined && { examples }),
    ...(place.template !== undefined && { pathTemplate: place.template }),
    ...(place.isListed && { isListed: true as const }),
    origin,
  };
}

function layoutWarnings(
  version: VersionSchema | undefined,
  options: { kind: string; layout: string | undefined },
  buildForm: FormBuilder,
): string[] {
  if (!version?.schema || options.layout === undefined) return [];
  try {
    return buildOfferForm(version.schema, options, buildForm).warnings;
  } catch {
    // `reason` already says why there is no form.
    return [];
  }
}

function keepEqual(versions: VersionSchema[], previous: VersionSchema[] | undefined): VersionSchema[] {
  return previous && isDeepStrictEqual(versions, previous) ? previous : versions;
}

function deprecationWarnings(version: VersionSchema | undefined): string[] {
  if (!version?.deprecated) return [];
  return [version.deprecationWarning || `Version ${version.name} is deprecated and will be removed.`];
}

/**
 * A record for an offer that cannot be requested; `reason` says why.
 * @param name the base of the title where the author wrote none: the name of its object, or the kind
 */
export function buildClosedRecord(
  offer: Pick<Offer, "source" | "cluster" | "annotations" | "defaultIcon" | "warnings" | "origin">,
  reason: string,
  name: string = offer.origin.name,
): CatalogRecord {
  const { source, cluster, annotations, defaultIcon, warnings, origin } = offer;
  return {
    entry: {
      id: buildEntryId(source, cluster, origin.name),
      source,
      cluster,
      group: "",
      version: "",
      kind: "",
      plural: "",
      scope: "Namespaced",
      ...readPresentation({ annotations, name, defaultIcon, schema: undefined }),
      requestable: false,
      reason,
      warnings: [...warnings],
    },
    versions: [],
    origin,
  };
}
