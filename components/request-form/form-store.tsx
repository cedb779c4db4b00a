import type { ChangeBase } from "#components/request-form/change-base";
import {
  type DocumentText,
  isWritten,
  startDocument,
  writeDocument,
} from "#components/request-form/form-document";
import type { FieldError } from "#lib/errors";
import { mergeChanges } from "#lib/schema/manifest-document";
import { type ManifestType, readManifest } from "#lib/schema/manifest-text";
import { checkName } from "#lib/schema/naming";
import { isRecord, isWithin, readPointer, writePointer } from "#lib/schema/pointer";
import { checkComments, checkSecrets, listConfirmed } from "#lib/schema/secrets-check";
import type { FormSchema, FormValues } from "#lib/schema/types";
import { validateValues } from "#lib/schema/validate";
import { completeValues } from "#lib/schema/values";

/** Where the errors of the two fields that are not in the schema stand. */
export const NAME = "/metadata/name";
export const NAMESPACE = "/metadata/namespace";

/** Text that does not parse yet, kept so that nothing typed is lost. */
export interface RawText {
  text: string;
  message: string;
  /** Where in the text, from and to. */
  at?: readonly [number, number];
  /** What a manifest is about instead of this offer. */
  found?: ManifestType;
}

/** Where text of the manifest that does not parse is kept. */
export const MANIFEST = "#manifest";

/** What a person enters. */
export interface FormInput {
  name: string;
  namespace: string;
  /** Only what was chosen; see `writePointer`. */
  values: FormValues;
}

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
  /** Names that exist in the chosen namespace. */
  takenNames: ReadonlySet<string>;
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
  /** By pointer of a field edited as YAML; `#manifest` is the manifest itself. */
  raw: ReadonlyMap<string, RawText>;
  /** What looks like a secret and is none, as the person says: by pointer, with `digestValue` of the value. */
  confirmed: ReadonlyMap<string, number>;
  /** The rules of the API, once they are loaded. */
  judge: ((state: Omit<FormState, "errors">) => readonly FieldError[]) | undefined;
  /** What the server refused, until that field is changed. */
  refused: readonly FieldError[];
  /** All that is wrong now, shown or not. */
  errors: readonly FieldError[];
}

export interface FormStore {
  get(): FormState;
  subscribe(listener: () => void): () => void;
  /** Changes anything but the errors, which follow. */
  update(change: Partial<Omit<FormState, "errors">>): void;
  /** Sets the field at `pointer`; undefined clears it. */
  setValue(pointer: string, value: unknown): void;
  setRaw(pointer: string, raw: RawText | undefined): void;
  /**
   * The text of the manifest was edited. What can be read is the fields' at once; what cannot is kept as `raw`, and
   * what is changed in the form meanwhile is joined in once it can be read.
   * @param reach of whose errors are said at once: of the fields that it sets, or of all, as for a whole that came at once
   */
  setText(text: string, reach: "set" | "all"): void;
  /** Brings the text up to the fields, and gives it. While it cannot be read it stays as it is. */
  writeText(): DocumentText;
  /** Starts anew from these values, or from a text that says them; name and namespace stay. */
  start(values: FormValues, text: string | undefined): void;
  /** Brings back what was entered before. */
  restore(before: FormState): void;
  touch(pointer: string): void;
  /** Folds or unfolds what has these keys. */
  toggle(keys: readonly string[], open: boolean): void;
}

export interface InitialState extends FormInput, Pick<FormState, "form" | "type" | "namespaced"> {
  /** The manifest as it was written by hand, where it was. */
  text?: string | undefined;
  base?: ChangeBase | undefined;
  raw?: ReadonlyMap<string, RawText>;
  /** What is unfolded at first. */
  open?: ReadonlySet<string>;
  unfolded?: boolean;
}

/** One form's state outside React, so that a keystroke redraws the field it is in and not the form. */
export function createFormStore({ text, raw, ...initial }: InitialState): FormStore {
  const proposed = { name: "", namespace: "" };
  const empty = { proposed, takenNames: new Set<string>(), touched: new Set<string>(), attempted: false };
  const start = {
    ...initial,
    ...empty,
    base: initial.base,
    open: initial.open ?? new Set<string>(),
    unfolded: initial.unfolded ?? false,
    chosen: new Map<string, number>(),
    shelved: new Map<string, unknown>(),
    raw: raw ?? new Map<string, RawText>(),
    confirmed: new Map<string, number>(),
    judge: undefined,
    refused: [],
    document: startDocument(initial, text),
    target: undefined,
  };
  let state: FormState = { ...start, errors: findErrors(start) };
  const listeners = new Set<() => void>();
  const update = (change: Partial<Omit<FormState, "errors">>) => {
    const next = { ...state, ...change };
    state = needsCheck(state, next) ? { ...next, errors: findErrors(next) } : next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update,
    setValue(pointer, value) {
      const values = writePointer(state.values, pointer, value);
      const refused = state.refused.filter(
        (error) => !isWithin(error.path, pointer) && !isWithin(pointer, error.path),
      );
      update({ values, refused });
    },
    setRaw(pointer, raw) {
      if (raw) update({ raw: new Map([...state.raw, [pointer, raw]]) });
      else if (state.raw.has(pointer)) update({ raw: without(state.raw, pointer) });
    },
    setText(content, reach) {
      const parsed = readManifest(state.type, content, state.base?.metadata);
      if (!parsed.ok) {
        const { ok: _, ...unread } = parsed;
        return update({ raw: new Map([...state.raw, [MANIFEST, { text: content, ...unread }]]) });
      }
      const { form, type } = state;
      const source = { ...parsed.value, form, type };
      const document = { ...source, content, written: content, isOwn: undefined };
      update({ ...joinInput(state, parsed.value), document, raw: without(state.raw, MANIFEST), refused: [] });
      const said = state.errors.filter(({ path }) => reach === "all" || isSet(state, path));
      update({ touched: new Set([...state.touched, ...said.map(({ path }) => path)]) });
    },
    writeText() {
      if (!state.raw.has(MANIFEST) && !isWritten(state)) update({ document: writeDocument(state) });
      return state.document;
    },
    start(values, content) {
      const document = startDocument({ ...state, values }, content);
      update({ values, document, raw: new Map(), refused: [] });
      update({ touched: new Set(state.errors.map(({ path }) => path)) });
    },
    restore({ name, namespace, values, document, raw: kept, touched }) {
      update({ name, namespace, values, document, raw: kept, touched, refused: [] });
    },
    touch(pointer) {
      if (!state.touched.has(pointer)) update({ touched: new Set([...state.touched, pointer]) });
    },
    toggle(keys, open) {
      const others = [...state.open].filter((key) => !keys.includes(key));
      update({ open: new Set(open === state.unfolded ? others : [...others, ...keys]) });
    },
  };
}

export function isUnfolded({ open, unfolded }: Pick<FormState, "open" | "unfolded">, key: string): boolean {
  return open.has(key) !== unfolded;
}

/** What was read, with what was changed in the form while the text could not be read. */
function joinInput(state: FormState, read: FormInput): FormInput {
  const { document } = state;
  const values = mergeChanges(document.values, state.values, read.values);
  return {
    name: read.name === document.name ? state.name : read.name,
    namespace: read.namespace === document.namespace ? state.namespace : read.namespace,
    values: isRecord(values) ? values : {},
  };
}

function isSet(state: FormState, path: string): boolean {
  if (path === NAME) return state.name !== "";
  return path === NAMESPACE ? state.namespace !== "" : readPointer(state.values, path) !== undefined;
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return map.has(key) ? new Map([...map].filter(([other]) => other !== key)) : map;
}

const CHECKED = [
  "form",
  "name",
  "namespace",
  "values",
  "takenNames",
  "raw",
  "confirmed",
  "judge",
  "refused",
  "namespaced",
  "base",
] as const;

function needsCheck(before: FormState, after: FormState): boolean {
  const isText = before.document.isOwn !== false || after.document.isOwn !== false;
  const isOtherText = isText && before.document.content !== after.document.content;
  return isOtherText || CHECKED.some((key) => before[key] !== after[key]);
}

type Checked = Omit<FormState, "errors">;

function findErrors(state: Checked): FieldError[] {
  const raw = [...state.raw].map(([path, { message }]): FieldError => ({ path, message, source: "portal" }));
  const found = [
    ...checkPlace(state),
    ...raw,
    ...findSecretErrors(state),
    ...validateValues(state.form, completeValues(state.form, state.values)),
    ...(state.judge?.(state) ?? []),
    ...state.refused,
  ];
  return found.filter((error, index) => found.findIndex((other) => other.path === error.path) === index);
}

function findSecretErrors({ form, values, document, confirmed }: Checked): FieldError[] {
  // What stands in comments goes along with the text.
  const comments = document.isOwn === false ? [] : checkComments(document.content);
  return [
    ...checkSecrets(form, values, new Set(listConfirmed(values, confirmed))),
    ...comments.map((error) => ({ ...error, path: error.path || MANIFEST })),
  ];
}

function checkPlace({ name, namespace, namespaced, takenNames, form, base }: Checked): FieldError[] {
  if (base) return checkFixed({ name, namespace }, base);
  const taken = takenNames.has(name)
    ? `${name} exists${namespace && ` in ${namespace}`}. Choose another name.`
    : undefined;
  const wrongName = checkName(name, form) ?? taken;
  return [
    ...(namespaced && namespace === "" ? [portalError(NAMESPACE, "Namespace is required.")] : []),
    ...(!namespaced && namespace !== ""
      ? [portalError(NAMESPACE, "This belongs to the whole cluster. Leave the namespace out.")]
      : []),
    ...(wrongName ? [portalError(NAME, wrongName)] : []),
  ];
}

/** A change is about the object that is there: with another name it would be another object. */
function checkFixed(given: Pick<FormInput, "name" | "namespace">, base: ChangeBase): FieldError[] {
  const fixed = [
    [NAME, "name", "The name"],
    [NAMESPACE, "namespace", "The namespace"],
  ] as const;
  return fixed
    .filter(([, field]) => given[field] !== base[field])
    .map(([path, field, title]) => portalError(path, `${title} stays ${base[field]}: a change keeps it.`));
}

function portalError(path: string, message: string): FieldError {
  return { path, message, source: "portal" };
}

/** The errors that are shown: of fields that were left, of those the server refused, of all once Review was tried. */
export function shownErrors(state: FormState): readonly FieldError[] {
  const known = shown.get(state) ?? findShown(state);
  shown.set(state, known);
  return known;
}

// Every field on the page asks at each change: of one state it is worked out once, and is one list.
const shown = new WeakMap<FormState, readonly FieldError[]>();

function findShown(state: FormState): readonly FieldError[] {
  if (state.attempted) return state.errors;
  return state.errors.filter(
    (error) =>
      state.touched.has(error.path) ||
      state.raw.has(error.path) ||
      state.refused.includes(error) ||
      // A rule may be about several fields, and stand at what holds them.
      (error.source === "cel" && [...state.touched].some((path) => isWithin(path, error.path))) ||
      // A secret is told before anything else is done with it.
      error.source === "secret",
  );
}
