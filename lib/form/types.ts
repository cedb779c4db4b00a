import type { RJSFSchema, UiSchema } from "@rjsf/utils";

/**
 * A form, derived from one structural schema. It has the object's fields except apiVersion, kind, metadata
 * and status.
 */
export interface FormSchema {
  /**
   * JSON Schema (draft-07 vocabulary) for rjsf. The root has the object's own fields, usually only `spec`.
   */
  schema: RJSFSchema;
  uiSchema: UiSchema;
  /** Defaults that the API server fills in. The form shows them as placeholders and never writes them. */
  defaults: Record<string, unknown>;
  /** Values with which a new request starts, and which people can change. */
  start?: Record<string, unknown>;
  /** The places of fields that an author or curator chose. */
  layout?: FormArrangement;
}

/** Pointers of the placed fields. All of them are in the form. */
export interface FormArrangement {
  essentials: string[];
  groups: { title: string; help: string; open: boolean; fields: string[] }[];
}

/** Values of a form: only what the person chose, without apiVersion, kind, metadata and status. */
export type FormValues = Record<string, unknown>;
