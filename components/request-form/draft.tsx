"use client";

import { useEffect, useRef, useState } from "react";
import { createKey } from "#components/data/idempotency-key";
import type { FileText } from "#components/request-form/change-base";
import type { FormInput, FormStore, RawText } from "#components/request-form/form-store";
import { isEqual } from "#lib/schema/equal";
import { editManifest } from "#lib/schema/manifest-document";
import { isRecord } from "#lib/schema/pointer";
import { findSecrets } from "#lib/schema/secret-scan";
import { checkSecrets, leaveOut, listConfirmed, namesBarred } from "#lib/schema/secrets-check";

interface DraftInput extends FormInput {
  /** The manifest where it was written by hand. */
  text: string | undefined;
  /** What cannot be read yet. */
  raw: ReadonlyMap<string, RawText>;
  /** The file in Git that it changes. */
  base: FileText | undefined;
}

/** What a person has entered so far, kept in this browser only. */
export interface Draft extends DraftInput {
  /** When it was kept, RFC 3339. */
  savedAt: string;
  /** Sent with the request: the same draft opens one pull request, however often it is sent. */
  key: string;
}

const WAIT = 400;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** "10:42", in the person's time zone. */
export function formatClock(at: Date): string {
  return clock.format(at);
}

/**
 * Where a draft lies: one per offer and person, so that a shared browser shows nobody another's; one per resource where
 * that is changed.
 */
export function draftStoreKey(
  person: string,
  entry: string,
  changed?: Pick<FormInput, "name" | "namespace">,
): string {
  const ofOffer = `vitrine-draft-1:${person}:${entry}`;
  return changed ? `${ofOffer}:${changed.namespace}/${changed.name}` : ofOffer;
}

/** The draft under a key; undefined where there is none or it cannot be read. */
export function readDraft(storeKey: string): Draft | undefined {
  try {
    const draft: unknown = JSON.parse(localStorage.getItem(storeKey) ?? "null");
    if (!isRecord(draft) || !isRecord(draft.values)) return undefined;
    const { name, namespace, savedAt, key, values, text, raw, base } = draft;
    const texts = [name, namespace, savedAt, key];
    if (!texts.every((text) => typeof text === "string")) return undefined;
    return {
      name: String(name),
      namespace: String(namespace),
      savedAt: String(savedAt),
      key: String(key),
      values,
      text: typeof text === "string" ? text : undefined,
      raw: readRaw(raw),
      base: readFile(base),
    };
  } catch {
    return undefined;
  }
}

function readRaw(raw: unknown): Map<string, RawText> {
  const entries = isRecord(raw) ? Object.entries(raw) : [];
  return new Map(
    entries.flatMap(([pointer, entry]): [string, RawText][] => {
      if (!isRecord(entry)) return [];
      const { text, message } = entry;
      return typeof text === "string" && typeof message === "string" ? [[pointer, { text, message }]] : [];
    }),
  );
}

function readFile(file: unknown): FileText | undefined {
  if (!isRecord(file)) return undefined;
  const { blob, content } = file;
  return typeof blob === "string" && typeof content === "string" ? { blob, content } : undefined;
}

function discardDraft(storeKey: string): void {
  try {
    localStorage.removeItem(storeKey);
  } catch {
    // Without storage there is no draft to discard.
  }
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

// The key belongs to what was entered: another content is another request.
function writeDraft(storeKey: string, input: DraftInput): string | undefined {
  const savedAt = new Date().toISOString();
  try {
    const key = keyOf(storeKey, input);
    localStorage.setItem(
      storeKey,
      JSON.stringify({ ...input, raw: Object.fromEntries(keptRaw(input)), savedAt, key }),
    );
    return savedAt;
  } catch {
    return undefined;
  }
}

// A row without a key has no text to keep: it is gone with the page, and so is what was wrong with it.
function keptRaw({ raw }: Pick<DraftInput, "raw">): [string, RawText][] {
  return [...raw].filter(([, { text }]) => text !== "");
}

function keyOf(storeKey: string, input: DraftInput): string {
  const kept = readDraft(storeKey);
  const same =
    kept &&
    JSON.stringify([kept.name, kept.namespace, kept.values, kept.text]) ===
      JSON.stringify([input.name, input.namespace, input.values, input.text]);
  return same ? kept.key : createKey();
}
