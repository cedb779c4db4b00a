import { listExamples } from "#lib/catalog/examples";
import { type FormBuilder, findFormProblem } from "#lib/catalog/form-check";
import { buildOfferForm } from "#lib/catalog/offer-form";
import type { CatalogEntryDetail, CatalogRecord, VersionSchema } from "#lib/catalog/types";

/**
 * The entry for `GET /api/v1/catalog/{id}`: its versions, and the form of the chosen one (`version`, else the
 * entry's own). The form is available before the API is served. Without a form, `reason` says why.
 */
export function buildEntryDetail(
  { entry, versions, layout, examples: text }: CatalogRecord,
  buildForm: FormBuilder,
  version: string = entry.version,
): CatalogEntryDetail {
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
    return { ...detail, form: buildOfferForm(schema, { kind: entry.kind, layout }, buildForm).form };
  return { ...detail, requestable: false, reason: entry.reason || (problem ?? "") };
}

function withoutSchema({ schema: _, ...version }: VersionSchema) {
  return version;
}
