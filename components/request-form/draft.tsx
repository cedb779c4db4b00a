"use client";

import { useEffect, useRef, useState } from "react";
import {
  type DraftInput,
  discardDraft,
  keptRaw,
  keyOf,
  readDraft,
  writeDraft,
} from "#components/request-form/draft-storage";
import type { FormStore } from "#components/request-form/form-store";
import { isEqual } from "#lib/schema/equal";
import { editManifest } from "#lib/schema/manifest-document";
import { findSecrets } from "#lib/schema/secret-scan";
import { checkSecrets, leaveOut, listConfirmed, namesBarred } from "#lib/schema/secrets-check";

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
  /** The idempotency key of what is entered now, kept with the draft. */
  takeKey: () => string;
  /** Forgets the draft, and what was about to be kept. */
  discard: () => void;
}

/** Keeps what is entered in this browser as it changes: over reloads, failed submits and ended sessions. */
export function useDraft(store: FormStore, storeKey: string): DraftState {
  const [savedAt, setSavedAt] = useState(() => readDraft(storeKey)?.savedAt);
  const [failed, setFailed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    let last = inputOf(store);
    let { confirmed } = store.get();
    const save = () => {
      timer.current = undefined;
      store.writeText();
      last = inputOf(store);
      const at = writeDraft(storeKey, keepable(store));
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
      // What is said to be no secret is kept from then on.
      const isSaid = store.get().confirmed !== confirmed;
      if (isSameInput(next, last) && !isSaid) return;
      last = next;
      confirmed = store.get().confirmed;
      clearTimeout(timer.current);
      // What was changed is all taken back: Git has it.
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
  return { savedAt, failed, takeKey: () => keyOf(storeKey, keepable(store)), discard };
}

/** What of the state may be kept: not even this browser keeps a secret. */
function keepable(store: FormStore): DraftInput {
  const { form, type, confirmed, base } = store.get();
  const { text, raw, ...input } = inputOf(store);
  const said = new Set(listConfirmed(input.values, confirmed));
  const found = checkSecrets(form, input.values, said).map(({ path }) => path);
  const values = leaveOut(input.values, found);
  const shown =
    text && found.length > 0 ? editManifest(text, type, { ...input, values }, base?.metadata) : text;
  const clean = shown && checkSecrets(form, shown, said).length === 0;
  const unread = [...raw].filter(
    ([, entry]) => findSecrets(entry.text).length === 0 && !namesBarred(form, entry.text),
  );
  return {
    ...input,
    values,
    text: clean ? shown : undefined,
    raw: unread.length === raw.size ? raw : new Map(unread),
  };
}

function inputOf(store: FormStore): DraftInput {
  const { name, namespace, values, document, raw, base } = store.get();
  const text = document.isOwn === false ? undefined : document.content;
  return { name, namespace, values, text, raw, base: base && { blob: base.blob, content: base.content } };
}

function isSameInput(one: DraftInput, other: DraftInput): boolean {
  const isSamePlace = one.name === other.name && one.namespace === other.namespace;
  const isSameText = one.text === other.text && one.base?.blob === other.base?.blob;
  return isSamePlace && one.values === other.values && isSameText && one.raw === other.raw;
}

/** What the portal proposed by itself is nobody's work yet, and neither is what is in Git already. */
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
