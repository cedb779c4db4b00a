import { isPortalError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";
import type { StructuralSchema } from "#lib/schema/types";

/** Derives the form of a kind's schema (`convertSchema` of lib/schema). Throws where it cannot. */
export type FormBuilder = (schema: StructuralSchema, options: { kind: string }) => FormSchema;

/** What every object has and no form asks for. */
const OWN_FIELDS = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * Why no form can be shown for the schema, in the requester's words; undefined where one can. Nothing that the schema
 * holds makes this throw: a bad schema spoils one card.
 */
export function findFormProblem(
  schema: StructuralSchema | undefined,
  { kind, owner }: { kind: string; owner: string },
  buildForm: FormBuilder,
): string | undefined {
  const whom = owner || "the platform team";
  if (!schema) return `Form broken: its API has no schema. Ask ${whom} to add one.`;
  if (describesNothing(schema)) {
    return `It cannot be shown as a form, because its API does not describe its fields. Ask ${whom} to describe them, or how to request it.`;
  }
  try {
    buildForm(schema, { kind });
    return undefined;
  } catch (error) {
    return `Form broken: ${describeError(error)} Ask ${whom}.`;
  }
}

/** True when the API takes anything (`x-kubernetes-preserve-unknown-fields` at the root) and names no field. */
function describesNothing({ properties, ...schema }: StructuralSchema): boolean {
  if (schema["x-kubernetes-preserve-unknown-fields"] !== true) return false;
  return Object.keys(properties ?? {}).every((name) => OWN_FIELDS.has(name));
}

function describeError(error: unknown): string {
  const text = isPortalError(error) ? error.detail : error instanceof Error ? error.message : "";
  return text === "" ? "its schema cannot be read." : text.replace(/([^.])$/, "$1.");
}

/** The same builder, once for each schema object: records keep a schema's identity while it is unchanged. */
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
