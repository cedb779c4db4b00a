import type { ChangeBase } from "#components/request-form/state/change-base";
import type { DocumentText } from "#components/request-form/state/form-document";
import type { FieldError } from "#lib/errors";
import type { ManifestType } from "#lib/form/manifest/manifest-text";
import type { FormSchema, FormValues } from "#lib/form/types";

/** Where the errors of the two fields that are not in the schema stand. */
export const NAME = "/metadata/name";
export const NAMESPACE = "/metadata/namespace";

/** What the values can't hold, kept so that nothing typed is lost: text that does not parse yet, and rows of a map. */
export interface RawText {
  text: string;
  /** What is wrong; empty where nothing is, and only the order of a map's rows is kept. */
  message: string;
  /** Where in the text, from and to. */
  at?: readonly [number, number];
  /** What a manifest is about instead of this offer. */
  found?: ManifestType;
}

/** Where text of the manifest that does not parse is kept. */
export const MANIFEST = "#manifest";

/** A person's word that the value at a path is no secret. */
export interface Confirmation {
  /** Of the value, by `digestPlace`: another value is asked about again. */
  digest: number;
  reason: string;
}

/** What a person enters. */
export interface FormInput {
  name: string;
  namespace: string;
  /** Only what was chosen; see `writePointer`. */
  values: FormValues;
}

/** Why a name cannot be asked for: an object has it, or an open request asks for it. */
export type NameUse = "exists" | "requested";

export interface FormState extends FormInput {
  form: FormSchema;
  type: ManifestType;
  /** What is in Git, where that is changed; undefined for what is new. */
  base: ChangeBase | undefined;
  /** The manifest; behind the fields until `writeText`. */
  document: DocumentText;
  /** Where the editor is to go; a new object goes there again. */
  target: { path: string } | undefined;
  /** A namespace has to be chosen. */
  namespaced: boolean;
  /** What the portal filled in by itself; alone it is no draft. */
  proposed: { name: string; namespace: string };
  /** Names that cannot be asked for in the chosen namespace. */
  takenNames: ReadonlyMap<string, NameUse>;
  /** Fields that were left at least once: they say what is wrong. */
  touched: ReadonlySet<string>;
  /** Review was asked for: every field says what is wrong. */
  attempted: boolean;
  /** Groups that are unfolded, by key; objects inside lists and maps by pointer. With `unfolded`, those that are not. */
  open: ReadonlySet<string>;
  /** What nobody has folded is unfolded. */
  unfolded: boolean;
  /** What was chosen of "one of these", by the choice's key, before any field of it was set. */
  chosen: ReadonlyMap<string, number>;
  /** Values of what was not chosen, by pointer: they come back with it. */
  shelved: ReadonlyMap<string, unknown>;
  /** By pointer of a field edited as YAML or of a map; `#manifest` is the manifest itself. */
  raw: ReadonlyMap<string, RawText>;
  /** What looks like a secret and is none, as the person says: by pointer. */
  confirmed: ReadonlyMap<string, Confirmation>;
  /** The rules of the API, once they are loaded. */
  judge: ((state: Omit<FormState, "errors">) => readonly FieldError[]) | undefined;
  /** What the server refused, until that field is changed. */
  refused: readonly FieldError[];
  /** All that is wrong now, shown or not. */
  errors: readonly FieldError[];
}
