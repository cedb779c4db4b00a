/** Drafts as they lie in the browser's storage. */
import { createKey } from "#components/data/idempotency-key";
import type { FileText } from "#components/request-form/change-base";
import type { FormInput, RawText } from "#components/request-form/form-state";
import { isRecord } from "#lib/schema/pointer";

export interface DraftInput extends FormInput {
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
      JSON.stringify({ ...input, raw: Object.fromEntries(keptRaw(input)), savedAt, key }),
    );
    return savedAt;
  } catch {
    return undefined;
  }
}

/** A row without a key has no text to keep: it is gone with the page, and so is what was wrong with it. */
export function keptRaw({ raw }: Pick<DraftInput, "raw">): [string, RawText][] {
  return [...raw].filter(([, { text }]) => text !== "");
}

/** The idempotency key of what is entered: another content is another request. */
export function keyOf(storeKey: string, input: DraftInput): string {
  const kept = readDraft(storeKey);
  const same =
    kept &&
    JSON.stringify([kept.name, kept.namespace, kept.values, kept.text]) ===
      JSON.stringify([input.name, input.namespace, input.values, input.text]);
  return same ? kept.key : createKey();
}
