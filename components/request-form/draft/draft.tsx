"use client";

import { useEffect, useRef, useState } from "react";
import {
  type DraftInput,
  discardDraft,
  keptRaw,
  keyOf,
  readDraft,
  writeDraft,
} from "#components/request-form/draft/draft-storage";
import { listConfirmed } from "#components/request-form/state/confirmed-secrets";
import { MANIFEST } from "#components/request-form/state/form-state";
import type { FormStore } from "#components/request-form/state/form-store";
import { editManifest } from "#lib/form/manifest/manifest-document";
import { checkSecrets, leaveOut, namesSecretField } from "#lib/form/values/secrets-check";
import { findSecrets } from "#lib/manifest/secrets/secret-scan";
import { isEqual } from "#lib/schema/equal";

const WAIT = 400;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** "10:42", in the person's time zone. */
export function formatClock(at: Date): string {
  return clock.format(at);
}

export interface DraftState {
  /** When it was last kept; undefined: nothing is kept yet. */
  savedAt: string | undefined;
  /** Storage is full or forbidden. */
  failed: boolean;
  /** The idempotency key of the current entries, kept with the draft. */
  takeKey: () => string;
  /** Removes the draft and cancels a pending save. */
  discard: () => void;
}

/** Saves the entries in this browser as they change, over reloads, failed submits and ended sessions. */
export function useDraft(store: FormStore, storeKey: string): DraftState {
  const [savedAt, setSavedAt] = useState(() => readDraft(storeKey)?.savedAt);
  const [failed, setFailed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    let last = inputOf(store);
    const save = () => {
      timer.current = undefined;
      store.writeText();
      last = inputOf(store);
      const at = writeDraft(storeKey, withoutSecrets(store));
      setFailed(at === undefined);
      if (at) setSavedAt(at);
    };
    const drop = () => {
      timer.current = undefined;
      discardDraft(storeKey);
      setSavedAt(undefined);
    };
    const stop = store.subscribe(() => {
      const next = inputOf(store);
      if (isSameInput(next, last)) return;
      last = next;
      clearTimeout(timer.current);
      // The form equals the file in Git again: a draft would add nothing.
      if (isUntouched(store) && next.base) return drop();
      if (isUntouched(store)) return;
      timer.current = setTimeout(save, WAIT);
    });
    const flush = () => timer.current !== undefined && save();
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      stop();
      if (timer.current === undefined) return;
      clearTimeout(timer.current);
      save();
    };
  }, [store, storeKey]);
  const discard = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    discardDraft(storeKey);
  };
  return { savedAt, failed, takeKey: () => keyOf(storeKey, withoutSecrets(store)), discard };
}

/** The entries that a draft may keep. A draft never holds a secret. */
function withoutSecrets(store: FormStore): DraftInput {
  const state = store.get();
  const { form, type, base } = state;
  const { text, raw, confirmed, ...input } = inputOf(store);
  const confirmedPaths = new Set(listConfirmed(state).map(({ path }) => path));
  const found = checkSecrets(form, input.values, confirmedPaths).map(({ path }) => path);
  const values = leaveOut(input.values, found);
  const shown =
    text && found.length > 0 ? editManifest(text, type, { ...input, values }, base?.metadata) : text;
  const inText = new Set([...confirmedPaths].map((path) => (path === MANIFEST ? "" : path)));
  const clean = shown && checkSecrets(form, shown, inText).length === 0;
  const unread = [...raw].filter(
    ([, entry]) => findSecrets(entry.text).length === 0 && !namesSecretField(form, entry.text),
  );
  return {
    ...input,
    values,
    text: clean ? shown : undefined,
    raw: unread.length === raw.size ? raw : new Map(unread),
    confirmed: new Map([...confirmed].filter(([path]) => confirmedPaths.has(path))),
  };
}

function inputOf(store: FormStore): DraftInput {
  const { name, namespace, values, document, raw, base, confirmed } = store.get();
  const text = document.isOwn === false ? undefined : document.content;
  const file = base && { blob: base.blob, content: base.content };
  return { name, namespace, values, text, raw, base: file, confirmed };
}

function isSameInput(one: DraftInput, other: DraftInput): boolean {
  const isSamePlace = one.name === other.name && one.namespace === other.namespace;
  const isSameText = one.text === other.text && one.base?.blob === other.base?.blob;
  const isSameWord = one.raw === other.raw && one.confirmed === other.confirmed;
  return isSamePlace && one.values === other.values && isSameText && isSameWord;
}

/** True while the form holds only the proposals of the portal, or the values of the file in Git. */
export function isUntouched(store: FormStore): boolean {
  const { proposed, base, document, ...state } = store.get();
  if (base) {
    const isSamePlace = state.name === base.name && state.namespace === base.namespace;
    const isSameText = document.written === base.content && keptRaw(state).length === 0;
    return isSamePlace && isSameText && isEqual(state.values, base.values);
  }
  const { name, namespace, values, text } = inputOf(store);
  const isProposed = name === proposed.name && namespace === proposed.namespace;
  return (
    isProposed &&
    Object.keys(values).length === 0 &&
    text === undefined &&
    keptRaw(inputOf(store)).length === 0
  );
}
