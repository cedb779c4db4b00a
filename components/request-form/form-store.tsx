import type { FieldError } from "#lib/errors";
import { checkName } from "#lib/schema/naming";
import { isWithin, writePointer } from "#lib/schema/pointer";
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
}

/** What a person enters. */
export interface FormInput {
  name: string;
  namespace: string;
  /** Only what was chosen; see `writePointer`. */
  values: FormValues;
}

export interface FormState extends FormInput {
  form: FormSchema;
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
  /** Unfolded groups, by key; objects inside lists and maps by pointer. */
  open: ReadonlySet<string>;
  /** By pointer of a field edited as YAML; `#manifest` is the manifest itself. */
  raw: ReadonlyMap<string, RawText>;
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
  touch(pointer: string): void;
  toggle(key: string, open: boolean): void;
}

export type InitialState = FormInput & Pick<FormState, "form" | "namespaced">;

/** One form's state outside React, so that a keystroke redraws the field it is in and not the form. */
export function createFormStore(initial: InitialState): FormStore {
  const proposed = { name: "", namespace: "" };
  const empty = { proposed, takenNames: new Set<string>(), touched: new Set<string>(), attempted: false };
  const start = {
    ...initial,
    ...empty,
    open: new Set<string>(),
    raw: new Map<string, RawText>(),
    refused: [],
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
      const next = new Map(state.raw);
      if (raw) next.set(pointer, raw);
      else next.delete(pointer);
      update({ raw: next });
    },
    touch(pointer) {
      if (!state.touched.has(pointer)) update({ touched: new Set([...state.touched, pointer]) });
    },
    toggle(key, open) {
      const next = new Set(state.open);
      if (open) next.add(key);
      else next.delete(key);
      update({ open: next });
    },
  };
}

const CHECKED = [
  "form",
  "name",
  "namespace",
  "values",
  "takenNames",
  "raw",
  "refused",
  "namespaced",
] as const;

function needsCheck(before: FormState, after: FormState): boolean {
  return CHECKED.some((key) => before[key] !== after[key]);
}

type Checked = Omit<FormState, "errors">;

function findErrors(state: Checked): FieldError[] {
  const raw = [...state.raw].map(([path, { message }]): FieldError => ({ path, message, source: "portal" }));
  const found = [
    ...checkPlace(state),
    ...raw,
    ...validateValues(state.form, completeValues(state.form, state.values)),
    ...state.refused,
  ];
  return found.filter((error, index) => found.findIndex((other) => other.path === error.path) === index);
}

function checkPlace({ name, namespace, namespaced, takenNames, form }: Checked): FieldError[] {
  const taken = takenNames.has(name)
    ? `${name} exists${namespace && ` in ${namespace}`}. Choose another name.`
    : undefined;
  const wrongName = checkName(name, form) ?? taken;
  return [
    ...(namespaced && namespace === "" ? [portalError(NAMESPACE, "Namespace is required.")] : []),
    ...(wrongName ? [portalError(NAME, wrongName)] : []),
  ];
}

function portalError(path: string, message: string): FieldError {
  return { path, message, source: "portal" };
}

/** The errors that are shown: of fields that were left, of those the server refused, of all once Review was tried. */
export function shownErrors(state: FormState): readonly FieldError[] {
  if (state.attempted) return state.errors;
  return state.errors.filter(
    (error) => state.touched.has(error.path) || state.raw.has(error.path) || state.refused.includes(error),
  );
}
