/** The record of an offer with an overlay. */
import { isDeepStrictEqual } from "node:util";
import { listOfferedVersions } from "#lib/catalog/entry-detail";
import { buildOverlayId } from "#lib/catalog/entry-id";
import { buildFamily } from "#lib/catalog/family/offer-family";
import type { FormBuilder } from "#lib/catalog/form-check";
import { buildOfferForm } from "#lib/catalog/offer-form";
import type { Overlay } from "#lib/catalog/overlays/overlay";
import type { OverlaySpec } from "#lib/catalog/overlays/overlay-spec";
import type { Audience, CatalogEntry, CatalogRecord, Curation } from "#lib/catalog/types";
import { dropMarks } from "#lib/manifest/direction-marks";
import { findPathTemplateProblem } from "#lib/request/file/path";

/** The known values of an offer, in the order of the page. */
const VALUES = [
  "title",
  "description",
  "icon",
  "category",
  "tags",
  "owner",
  "lifecycle",
  "docs",
  "links",
] as const;
const RULES = [
  "featured",
  "hidden",
  "audience",
  "form",
  "defaults",
  "locked",
  "choices",
  "versions",
  "git",
  "examples",
] as const;

/**
 * The record with the values of the overlay, which win over those of the author. Parts that do not fit the offer are
 * left out, and `curation.problems` names them.
 */
export function applyOverlay(base: CatalogRecord, overlay: Overlay, buildForm: FormBuilder): CatalogRecord {
  const { spec, rules } = overlay;
  const policy = applyVersionPolicy(base, spec);
  const place = readPlace(spec);
  const title = spec.title === undefined ? base.entry.title : dropMarks(spec.title);
  const record: CatalogRecord = {
    ...base,
    ...(rules && { rules }),
    ...policy.part,
    ...place.part,
    ...(spec.examples && { examples: JSON.stringify(spec.examples) }),
    ...readAudience(base, spec),
    entry: {
      ...base.entry,
      ...readPresentation(spec),
      ...(spec.separate && { id: buildOverlayId(base.entry.id, overlay.name) }),
      version: policy.version,
      title,
      ...(base.entry.family !== undefined && { family: buildOverlayFamily(base.entry, title, overlay) }),
    },
  };
  const problems = [...policy.problems, ...place.problems, ...findFormProblems(record, buildForm)];
  return { ...record, curation: { overlay: overlay.name, problems, sources: listSources(base, spec) } };
}

/** Separate offers of one kind are never one card. */
function buildOverlayFamily(entry: CatalogEntry, title: string, { name, spec }: Overlay): string {
  const family = buildFamily({ ...entry, title });
  return spec.separate ? `${family}/${name}` : family;
}

function readPresentation(spec: OverlaySpec): Partial<CatalogEntry> {
  const { description, icon, category, tags, owner, lifecycle, featured, docs, links } = spec;
  return {
    ...(description !== undefined && { description: dropMarks(description) }),
    ...(icon !== undefined && { icon }),
    ...(category !== undefined && { category: dropMarks(category) }),
    ...(tags && { tags: tags.map(dropMarks) }),
    ...(owner !== undefined && { owner: dropMarks(owner) }),
    ...(lifecycle !== undefined && { lifecycle: dropMarks(lifecycle) }),
    ...(featured && { featured }),
    ...(docs !== undefined && { docs }),
    ...(links && { links: links.map((link) => ({ ...link, title: dropMarks(link.title) })) }),
  };
}

function readAudience({ entry }: CatalogRecord, { hidden, audience }: OverlaySpec): { audience?: Audience } {
  // A cluster-scoped offer has no namespaces to restrict.
  const namespaces = entry.scope === "Namespaced" ? audience?.namespaces : undefined;
  const own = {
    ...(hidden && { hidden }),
    ...(audience?.groups && { groups: audience.groups }),
    ...(namespaces && { namespaces }),
  };
  return Object.keys(own).length > 0 ? { audience: own } : {};
}

/** A version that the cluster does not serve is left out. With none left, the policy has no effect. */
function applyVersionPolicy(base: CatalogRecord, { versions = {} }: OverlaySpec) {
  const { allowed = [], preferred } = versions;
  const served = base.versions.filter((version) => version.served).map(({ name }) => name);
  const unknown = allowed.filter((name) => !served.includes(name));
  const usable = allowed.filter((name) => served.includes(name));
  const part = usable.length > 0 ? { allowedVersions: usable } : {};
  const offered = listOfferedVersions({ ...base, ...part }).filter((version) => version.served);
  const fits = (name: string | undefined) => offered.some((version) => version.name === name);
  const wanted = [preferred, base.entry.version].find(fits) ?? offered[0]?.name ?? base.entry.version;
  const missing = preferred !== undefined && !served.includes(preferred) ? [preferred] : [];
  const problems = [...new Set([...unknown, ...missing])].map(
    (name) => `The cluster does not serve version '${name}'. Remove it from versions.`,
  );
  return { part, version: wanted, problems };
}

function readPlace({ git }: OverlaySpec): {
  part: Pick<CatalogRecord, "repository" | "reviewers" | "pathTemplate">;
  problems: string[];
} {
  const { repository, reviewers, path } = git ?? {};
  const problem = path === undefined ? undefined : findPathTemplateProblem(path);
  return {
    part: {
      ...(repository !== undefined && { repository }),
      ...(reviewers && { reviewers }),
      ...(path !== undefined && problem === undefined && { pathTemplate: path }),
    },
    problems: problem === undefined ? [] : [`The template in git.path is not used: ${problem}.`],
  };
}

function findFormProblems(
  { entry, versions, layout, rules }: CatalogRecord,
  buildForm: FormBuilder,
): string[] {
  const schema = versions.find(({ name }) => name === entry.version)?.schema;
  if (!schema || !rules) return [];
  try {
    return buildOfferForm(schema, { kind: entry.kind, layout, rules }, buildForm).problems;
  } catch {
    // The reason of the entry says why there is no form.
    return [];
  }
}

/** An author sets only what the API or its annotations have. */
function listSources({ entry }: CatalogRecord, spec: OverlaySpec): Curation["sources"] {
  const isEmpty = (value: unknown) => value === undefined || value === "" || isDeepStrictEqual(value, []);
  return [
    ...VALUES.flatMap((value): Curation["sources"] => {
      if (spec[value] !== undefined) return [{ value, from: "overlay" as const }];
      return isEmpty(entry[value]) ? [] : [{ value, from: "author" as const }];
    }),
    ...RULES.filter((value) => spec[value] !== undefined).map((value) => {
      const fields = listRuleFields(spec, value);
      return { value, from: "overlay" as const, ...(fields.length > 0 && { fields }) };
    }),
  ];
}

function listRuleFields(spec: OverlaySpec, rule: (typeof RULES)[number]): string[] {
  if (rule !== "defaults" && rule !== "locked" && rule !== "choices") return [];
  return (spec[rule] ?? []).map(({ field }) => field);
}
