/** The form of an offer: the form of its schema with the layout of its author or curator. */
import type { FormBuilder } from "#lib/catalog/form-check";
import { applyLayout, type LaidOutForm } from "#lib/form/layout/layout-apply";
import { readLayout } from "#lib/form/layout/layout-text";
import type { FormSchema } from "#lib/form/types";
import type { StructuralSchema } from "#lib/schema/types";

const LAYOUT_ANNOTATION = "vitrine.dev/layout";

/** The layout's text in annotations, the first layer with the key; undefined where there is none. */
export function findLayoutText(annotations: readonly Readonly<Record<string, string>>[]): string | undefined {
  return annotations.map((layer) => layer[LAYOUT_ANNOTATION]?.trim()).find(Boolean);
}

const known = new WeakMap<FormSchema, { text: string; laidOut: LaidOutForm }>();

/**
 * The form of an offer's version, and the ignored parts of its layout. Cached for a form and a text, as long
 * as `buildForm` returns the same form for the same schema. Throws what `buildForm` throws; a layout never
 * makes it throw.
 */
export function buildOfferForm(
  schema: StructuralSchema,
  { kind, layout }: { kind: string; layout: string | undefined },
  buildForm: FormBuilder,
): LaidOutForm {
  const form = buildForm(schema, { kind });
  if (layout === undefined) return { form, warnings: [] };
  const before = known.get(form);
  if (before?.text === layout) return before.laidOut;
  const laidOut = layOut(form, layout);
  known.set(form, { text: layout, laidOut });
  return laidOut;
}

function layOut(form: FormSchema, text: string): LaidOutForm {
  const { layout, warnings } = readLayout(text);
  if (!layout) return { form, warnings };
  const laidOut = applyLayout(form, layout);
  return { ...laidOut, warnings: [...warnings, ...laidOut.warnings] };
}
