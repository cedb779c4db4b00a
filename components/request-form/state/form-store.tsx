import type { ChangeBase } from "#components/request-form/state/change-base";
import {
  type DocumentText,
  isWritten,
  startDocument,
  writeDocument,
} from "#components/request-form/state/form-document";
import { findErrors, needsCheck } from "#components/request-form/state/form-errors";
import {
  type FormInput,
  type FormState,
  MANIFEST,
  NAME,
  NAMESPACE,
  type NameUse,
  type RawText,
} from "#components/request-form/state/form-state";
import { mergeChanges } from "#lib/form/manifest/manifest-document";
import { readManifest } from "#lib/form/manifest/manifest-text";
import type { FormValues } from "#lib/form/types";
import { isRecord, isWithin, readPointer, writePointer } from "#lib/schema/pointer";

export interface FormStore {
  get(): FormState;
  subscribe(listener: () => void): () => void;
  /** Changes anything but the errors, which follow. */
  update(change: Partial<Omit<FormState, "errors">>): void;
  /**
   * Sets the field at `pointer`; undefined clears it. Of thousands of values, the errors follow a moment after the last
   * keystroke, which does not wait for them; every other change brings them up to date at once.
   */
  setValue(pointer: string, value: unknown): void;
  setRaw(pointer: string, raw: RawText | undefined): void;
  /**
   * Sets the edited text of the manifest. Text that parses updates the fields at once. Other text is kept as `raw`; the
   * changes that the form makes meanwhile are merged once the text parses.
   * @param reach the fields that show their errors at once: those that the text sets, or all, as after a paste
   */
  setText(text: string, reach: "set" | "all"): void;
  /** Brings the text up to the fields, and gives it. While it cannot be read it stays as it is. */
  writeText(): DocumentText;
  /** Replaces the entries with these values, or with a text that holds them; name and namespace stay. */
  start(values: FormValues, text: string | undefined): void;
  /** Restores earlier entries. */
  restore(before: FormState): void;
  touch(pointer: string): void;
  /** Folds or unfolds the groups with these keys. */
  toggle(keys: readonly string[], open: boolean): void;
}

export interface InitialState extends FormInput, Pick<FormState, "form" | "type" | "namespaced"> {
  /** The manifest as it was written by hand, where it was. */
  text?: string | undefined;
  base?: ChangeBase | undefined;
  raw?: ReadonlyMap<string, RawText>;
  confirmed?: FormState["confirmed"];
  /** Keys of the groups that are unfolded at first. */
  open?: ReadonlySet<string>;
  unfolded?: boolean;
}

/** Milliseconds after the last keystroke until thousands of values are checked. */
const CHECK_AFTER = 150;

/** More values than these take longer to check than a frame lasts. */
const MANY_VALUES = 500;

function hasManyValues(values: FormValues): boolean {
  let left = MANY_VALUES;
  const open: unknown[] = [values];
  while (open.length > 0 && left > 0) {
    const value = open.pop();
    left -= 1;
    if (Array.isArray(value)) open.push(...value.slice(0, left));
    else if (isRecord(value)) open.push(...Object.values(value).slice(0, left));
  }
  return left === 0;
}

/** One form's state outside React, so that a keystroke redraws the field it is in and not the form. */
export function createFormStore({ text, raw, ...initial }: InitialState): FormStore {
  const proposed = { name: "", namespace: "" };
  const empty = {
    proposed,
    takenNames: new Map<string, NameUse>(),
    touched: new Set<string>(),
    attempted: false,
  };
  const start = {
    ...initial,
    ...empty,
    base: initial.base,
    open: initial.open ?? new Set<string>(),
    unfolded: initial.unfolded ?? false,
    chosen: new Map<string, number>(),
    hiddenValues: new Map<string, unknown>(),
    raw: raw ?? new Map<string, RawText>(),
    confirmed: initial.confirmed ?? new Map(),
    judge: undefined,
    refused: [],
    document: startDocument(initial, text),
    target: undefined,
  };
  let state: FormState = { ...start, errors: findErrors(start) };
  let isLarge = hasManyValues(state.values);
  let check: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const update = (change: Partial<Omit<FormState, "errors">>, { mayWait = false } = {}) => {
    const next = { ...state, ...change };
    const isStale = check !== undefined || needsCheck(state, next);
    clearTimeout(check);
    check = isStale && mayWait && isLarge ? setTimeout(() => update({}), CHECK_AFTER) : undefined;
    state = isStale && check === undefined ? { ...next, errors: findErrors(next) } : next;
    if (change.values && check === undefined) isLarge = hasManyValues(change.values);
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
      update({ values, refused }, { mayWait: true });
    },
    setRaw(pointer, raw) {
      if (raw) update({ raw: new Map([...state.raw, [pointer, raw]]) }, { mayWait: true });
      else if (state.raw.has(pointer)) update({ raw: without(state.raw, pointer) }, { mayWait: true });
    },
    setText(content, reach) {
      const parsed = readManifest(state.type, content, state.base?.metadata);
      if (!parsed.ok) {
        const { ok: _, ...unread } = parsed;
        return update({ raw: new Map([...state.raw, [MANIFEST, { text: content, ...unread }]]) });
      }
      const { form, type } = state;
      const read = placeRead(state, parsed.value);
      const source = { ...read, form, type };
      const document = { ...source, content, written: content, isOwn: undefined };
      update({ ...joinInput(state, read), document, raw: without(state.raw, MANIFEST), refused: [] });
      const shown = state.errors.filter(({ path }) => reach === "all" || isSet(state, path));
      update({ touched: new Set([...state.touched, ...shown.map(({ path }) => path)]) });
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

/** The parsed input with the resource's namespace, where the file leaves the namespace to the agent that applies it. */
function placeRead({ base }: FormState, read: FormInput): FormInput {
  return !base || base.metadata.includes("namespace") ? read : { ...read, namespace: base.namespace };
}

/** The parsed input, merged with the changes that the form made while the text did not parse. */
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
