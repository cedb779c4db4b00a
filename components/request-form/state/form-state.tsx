import type { ChangeBase } from "#components/request-form/state/change-base";
import type { DocumentText } from "#components/request-form/state/form-document";
import type { FieldError } from "#lib/errors";
import type { ManifestType } from "#lib/form/manifest/manifest-text";
import type { FormSchema, FormValues } from "#lib/form/types";

/** The error paths of the two fields that are not in the schema. */
export const NAME = "/metadata/name";
export const NAMESPACE = "/metadata/namespace";

/** Typed text that the values can't hold: text that does not parse yet, and rows of a map. */
export interface RawText {
  text: string;
  /** The error; empty where only the order of a map's rows is kept. */
  message: string;
  /** The range of the error in the text. */
  at?: readonly [number, number];
  /** The type of a manifest that does not match this offer. */
  found?: ManifestType;
}

/** Where text of the manifest that does not parse is kept. */
export const MANIFEST = "#manifest";

/** A person's confirmation that the value at a path is not a secret. */
export interface Confirmation {
  /** Of the value, by `digestPlace`: another value needs another confirmation. */
  digest: number;
  reason: string;
}

/** The entries of a person. */
export interface FormInput {
  name: string;
  namespace: string;
  /** Only the values that the person set; see `writePointer`. */
  values: FormValues;
}

/** Why a name is not free: an object or an open request has it. */
export type NameUse = "exists" | "requested";

export interface FormState extends FormInput {
  form: FormSchema;
  type: ManifestType;
  /** The file in Git that the form changes; undefined for a new object. */
  base: ChangeBase | undefined;
  /** The manifest; behind the fields until `writeText`. */
  document: DocumentText;
  /** The path that the editor goes to; a new object goes there again. */
  target: { path: string } | undefined;
  /** A namespace has to be chosen. */
  namespaced: boolean;
  /** The proposals of the portal; alone they are not a draft. */
  proposed: { name: string; namespace: string };
  /** Names that are not free in the chosen namespace. */
  takenNames: ReadonlyMap<string, NameUse>;
  /** Fields that lost the focus at least once: they show their errors. */
  touched: ReadonlySet<string>;
  /** True after the first Review: every field shows its errors. */
  attempted: boolean;
  /** Groups that are unfolded, by key; objects inside lists and maps by pointer. With `unfolded`, those that are not. */
  open: ReadonlySet<string>;
  /** True: groups are unfolded unless `open` names them. */
  unfolded: boolean;
  /** The chosen option of a choice between fields, by the choice's key, before a field of the option is set. */
  chosen: ReadonlyMap<string, number>;
  /** Values of the options that are not chosen, by pointer: they return with their option. */
  hiddenValues: ReadonlyMap<string, unknown>;
  /** By pointer of a field edited as YAML or of a map; `#manifest` is the manifest itself. */
  raw: ReadonlyMap<string, RawText>;
  /** Values that the person confirmed as not secret, by pointer. */
  confirmed: ReadonlyMap<string, Confirmation>;
  /** The rules of the API, once they are loaded. */
  judge: ((state: Omit<FormState, "errors">) => readonly FieldError[]) | undefined;
  /** Errors of the server, each until its field changes. */
  refused: readonly FieldError[];
  /** All errors, shown or not. */
  errors: readonly FieldError[];
}
