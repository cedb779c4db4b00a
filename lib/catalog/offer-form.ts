/** The form of an offer: the form of its schema, the layout of its author, and the rules of its overlay. */
import type { FormBuilder } from "#lib/catalog/form-check";
import { applyRules, type FormRules, type RuledForm } from "#lib/form/layout/form-rules";
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

const ruled = new WeakMap<FormRules, WeakMap<FormSchema, RuledForm>>();

/** The form of an offer's version, and the parts of its layout and of its rules that have no effect. */
export interface OfferForm extends LaidOutForm {
  /** Of the overlay. */
  problems: string[];
}

/**
 * The form of an offer's version. Cached for a form, a layout and rules, as long as `buildForm` returns the same form
 * for the same schema. Throws what `buildForm` throws; a layout or a rule never makes it throw.
 */
export function buildOfferForm(
  schema: StructuralSchema,
  { kind, layout, rules }: { kind: string; layout: string | undefined; rules?: FormRules | undefined },
  buildForm: FormBuilder,
): OfferForm {
  const { form, warnings } = findLaidOut(buildForm(schema, { kind }), layout);
  return rules ? { ...findRuled(form, rules), warnings } : { form, warnings, problems: [] };
}

function findLaidOut(form: FormSchema, layout: string | undefined): LaidOutForm {
  if (layout === undefined) return { form, warnings: [] };
  const before = known.get(form);
  if (before?.text === layout) return before.laidOut;
  const laidOut = layOut(form, layout);
  known.set(form, { text: layout, laidOut });
  return laidOut;
}

function findRuled(form: FormSchema, rules: FormRules): RuledForm {
  const forms = ruled.get(rules) ?? new WeakMap<FormSchema, RuledForm>();
  ruled.set(rules, forms);
  const before = forms.get(form);
  if (before) return before;
  const result = applyRules(form, rules);
  forms.set(form, result);
  return result;
}

function layOut(form: FormSchema, text: string): LaidOutForm {
  const { layout, warnings } = readLayout(text);
  if (!layout) return { form, warnings };
  const laidOut = applyLayout(form, layout);
  return { ...laidOut, warnings: [...warnings, ...laidOut.warnings] };
}
