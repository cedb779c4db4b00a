import "server-only";
import type { FormBuilder } from "#lib/catalog/form-check";
import { buildOfferForm } from "#lib/catalog/offer-form";
import type { CatalogRecord } from "#lib/catalog/types";
import type { FormSchema } from "#lib/form/types";

/** The form of one version of an offered kind; undefined where there is none, or it cannot be shown as a form. */
export function buildVersionForm(
  record: CatalogRecord | undefined,
  { kind, version }: { kind: string; version: string },
  build: FormBuilder,
): FormSchema | undefined {
  const schema = record?.versions.find(({ name }) => name === version)?.schema;
  if (!record || !schema) return undefined;
  try {
    return buildOfferForm(schema, { kind, layout: record.layout, rules: record.rules }, build).form;
  } catch {
    // One bad schema costs the words of its fields, not the request.
    return undefined;
  }
}
