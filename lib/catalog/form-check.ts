import { isPortalError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";
import type { StructuralSchema } from "#lib/schema/types";

/** Builds the form of a kind's schema (`convertSchema` of lib/form). Throws where it cannot. */
export type FormBuilder = (schema: StructuralSchema, options: { kind: string }) => FormSchema;

/** Fields that every object has and no form shows. */
const OWN_FIELDS = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * Why no form can be shown for the schema, for the requester; undefined for a valid one. Never throws: a bad
 * schema affects only its own card.
 */
export function findFormProblem(
  schema: StructuralSchema | undefined,
  { kind, owner }: { kind: string; owner: string },
  buildForm: FormBuilder,
): string | undefined {
  const whom = owner || "the platform team";
  if (!schema) return `Form broken: the API has no schema. Ask ${whom} to add one.`;
  if (describesNothing(schema)) {
    return `The portal can't show a form, because the API does not describe its fields. Ask ${whom} to describe the fields, or how to request this offer.`;
  }
  try {
    buildForm(schema, { kind });
    return undefined;
  } catch (error) {
    return `Form broken: ${describeError(error)} Ask ${whom}.`;
  }
}

/**
 * True when the API accepts anything (`x-kubernetes-preserve-unknown-fields` at the root) and declares no
 * field.
 */
function describesNothing({ properties, ...schema }: StructuralSchema): boolean {
  if (schema["x-kubernetes-preserve-unknown-fields"] !== true) return false;
  return Object.keys(properties ?? {}).every((name) => OWN_FIELDS.has(name));
}

function describeError(error: unknown): string {
  const text = isPortalError(error) ? error.detail : error instanceof Error ? error.message : "";
  return text === "" ? "the schema can't be read." : text.replace(/([^.])$/, "$1.");
}

/**
 * The same builder, called once for each schema object. Records keep a schema's identity while it is
 * unchanged. A form lives as long as its schema.
 */
export function memoizeForms(buildForm: FormBuilder): FormBuilder {
  const forms = new WeakMap<StructuralSchema, FormSchema>();
  return (schema, options) => {
    const known = forms.get(schema);
    if (known) return known;
    const form = buildForm(schema, options);
    forms.set(schema, form);
    return form;
  };
}
