import type { RJSFSchema, UiSchema } from "@rjsf/utils";

/** What a form needs, derived from one structural schema. Mirrors the object without apiVersion, kind, metadata and status. */
export interface FormSchema {
  /** JSON Schema (draft-07 vocabulary), as rjsf takes it. Its root has the object's own fields: usually only `spec`. */
  schema: RJSFSchema;
  uiSchema: UiSchema;
  /** Defaults the API server would fill in; shown as placeholders, never written. */
  defaults: Record<string, unknown>;
  /** Where an author or curator put fields, beside what the schema says. */
  layout?: FormArrangement;
}

/** Places of fields, by their pointers; all of them are in the form. */
export interface FormArrangement {
  essentials: string[];
  groups: { title: string; help: string; open: boolean; fields: string[] }[];
}

/** Values of a form: the object without apiVersion, kind, metadata and status; only what the person chose. */
export type FormValues = Record<string, unknown>;
