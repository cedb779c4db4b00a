/** Drafts in the browser's storage. */

import { createKey } from "#components/data/idempotency-key";
import type { FileText } from "#components/request-form/state/change-base";
import type { Confirmation, FormInput, RawText } from "#components/request-form/state/form-state";
import { formatJson, parseJson } from "#lib/exact-json";
import { isRecord } from "#lib/schema/pointer";

export interface DraftInput extends FormInput {
  /** The manifest where it was written by hand. */
  text: string | undefined;
  /** Text that does not parse yet, by pointer. */
  raw: ReadonlyMap<string, RawText>;
  /** The file in Git that it changes. */
  base: FileText | undefined;
  /** Values that the person confirmed as not secret, by pointer. */
  confirmed: ReadonlyMap<string, Confirmation>;
}

/** The entries of a person, kept in this browser only. */
export interface Draft extends DraftInput {
  /** When it was kept, RFC 3339. */
  savedAt: string;
  /** Sent with the request: the same draft opens one pull request, however often it is sent. */
  key: string;
}

/**
 * The storage key of a draft: one per offer and person, so that a shared browser shows nobody the draft of another; one
 * per changed resource; and one per request that the form replaces (`from`), so that the earlier draft stays.
 */
export function draftStoreKey(
  person: string,
  entry: string,
  changed?: Pick<FormInput, "name" | "namespace">,
  from?: string | null,
): string {
  const ofOffer = `vitrine-draft-1:${person}:${entry}`;
  const own = changed ? `${ofOffer}:${changed.namespace}/${changed.name}` : ofOffer;
  return from ? `${own}?from=${from}` : own;
}

/** The draft under a key; undefined where there is none or it cannot be read. */
export function readDraft(storeKey: string): Draft | undefined {
  try {
    const draft: unknown = parseJson(localStorage.getItem(storeKey) ?? "null");
    if (!isRecord(draft) || !isRecord(draft.values)) return undefined;
    const { name, namespace, savedAt, key, values, text, raw, base, confirmed } = draft;
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
      confirmed: readConfirmed(confirmed),
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

function readConfirmed(confirmed: unknown): Map<string, Confirmation> {
  const entries = isRecord(confirmed) ? Object.entries(confirmed) : [];
  return new Map(
    entries.flatMap(([path, one]): [string, Confirmation][] => {
      if (!isRecord(one)) return [];
      const { digest, reason } = one;
      return typeof digest === "number" && typeof reason === "string" ? [[path, { digest, reason }]] : [];
    }),
  );
}

function readFile(file: unknown): FileText | undefined {
  if (!isRecord(file)) return undefined;
  const { blob, content } = file;
  return typeof blob === "string" && typeof content === "string" ? { blob, content } : undefined;
}

export function discardDraft(storeKey: string): void {
  try {
    localStorage.removeItem(storeKey);
  } catch {
    // Without storage there is no draft to discard.
  }
}

/** Keeps a draft, and gives when; undefined where storage is full or forbidden. */
export function writeDraft(storeKey: string, input: DraftInput): string | undefined {
  const savedAt = new Date().toISOString();
  try {
    const key = keyOf(storeKey, input);
    localStorage.setItem(
      storeKey,
      formatJson({
        ...input,
        raw: Object.fromEntries(keptRaw(input)),
        confirmed: Object.fromEntries(input.confirmed),
        savedAt,
        key,
      }),
    );
    return savedAt;
  } catch {
    return undefined;
  }
}

/** The texts that do not parse and that a draft keeps: empty ones are dropped. */
export function keptRaw({ raw }: Pick<DraftInput, "raw">): [string, RawText][] {
  return [...raw].filter(([, { text }]) => text !== "");
}

/** The idempotency key of the entries: other entries are another request. */
export function keyOf(storeKey: string, input: DraftInput): string {
  const kept = readDraft(storeKey);
  const same =
    kept &&
    formatJson([kept.name, kept.namespace, kept.values, kept.text]) ===
      formatJson([input.name, input.namespace, input.values, input.text]);
  return same ? kept.key : createKey();
}
