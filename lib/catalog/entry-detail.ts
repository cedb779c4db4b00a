import { listExamples } from "#lib/catalog/examples";
import { type FormBuilder, findFormProblem } from "#lib/catalog/form-check";
import { buildOfferForm } from "#lib/catalog/offer-form";
import type { CatalogEntryDetail, CatalogRecord, VersionSchema } from "#lib/catalog/types";

/**
 * The entry for `GET /api/v1/catalog/{id}`: its versions, and the form of the chosen one (`version`, else the
 * entry's own). The form is available before the API is served. Without a form, `reason` says why.
 */
export function buildEntryDetail(
  record: CatalogRecord,
  buildForm: FormBuilder,
  version: string = record.entry.version,
): CatalogEntryDetail {
  const { entry, layout, rules, examples: text } = record;
  const versions = listOfferedVersions(record);
  const schema = versions.find(({ name, served }) => served && name === version)?.schema;
  const examples = listExamples({ ...entry, version }, text, schema);
  const detail = {
    ...entry,
    version,
    versions: versions.map(withoutSchema),
    ...(examples.length > 0 && { examples }),
  };
  const problem = schema ? findFormProblem(schema, entry, buildForm) : `Version ${version} has no form.`;
  if (schema && !problem)
    return { ...detail, form: buildOfferForm(schema, { kind: entry.kind, layout, rules }, buildForm).form };
  return { ...detail, requestable: false, reason: entry.reason || (problem ?? "") };
}

/** The versions that a new request can have: those of the API, as far as the overlay allows them. */
export function listOfferedVersions({ versions, allowedVersions }: CatalogRecord): VersionSchema[] {
  return allowedVersions ? versions.filter(({ name }) => allowedVersions.includes(name)) : versions;
}

function withoutSchema({ schema: _, ...version }: VersionSchema) {
  return version;
}
