/** Replaces secrets in values and texts by a placeholder. */

import { LEFT_OUT, OTHER_LEFT_OUT } from "#lib/manifest/secrets/secret-placeholders";
import { findSpans, type SecretSpan, type SecretValue } from "#lib/manifest/secrets/secret-scan";
import { isEqual } from "#lib/schema/equal";
import { childPointer, isRecord, readPointer } from "#lib/schema/pointer";

/**
 * A copy of the value with a placeholder for every secret in `found` (from `scanSecrets`). `other` is the
 * value that it is compared with: a secret that differs there gets another placeholder, so that a change
 * stays visible. Parts without a secret are the same objects as before.
 */
export function maskValue(value: unknown, found: readonly SecretValue[], other?: unknown): unknown {
  if (found.length === 0) return value;
  const places = new Map<string, SecretValue>();
  const keys = new Map<string, Set<string>>();
  for (const one of found) {
    if (one.key === undefined) places.set(one.pointer, one);
    else keys.set(one.pointer, (keys.get(one.pointer) ?? new Set()).add(one.key));
  }
  return maskInside(value, "", { places, keys, other });
}

interface Masked {
  places: ReadonlyMap<string, SecretValue>;
  keys: ReadonlyMap<string, ReadonlySet<string>>;
  other: unknown;
}

function maskInside(value: unknown, pointer: string, masked: Masked): unknown {
  const place = masked.places.get(pointer);
  if (place) return maskPlace(value, place, readPointer(masked.other, pointer));
  if (Array.isArray(value))
    return value.map((item, index) => maskInside(item, childPointer(pointer, index), masked));
  if (!isRecord(value)) return value;
  const keys = masked.keys.get(pointer);
  return Object.fromEntries(
    Object.entries(value).map(([key, child], index) => [
      keys?.has(key) ? `${LEFT_OUT} ${index + 1}` : key,
      maskInside(child, childPointer(pointer, key), masked),
    ]),
  );
}

function maskPlace(value: unknown, { spans }: SecretValue, other: unknown): unknown {
  const isSame = other === undefined || isEqual(value, other);
  if (spans === undefined || typeof value !== "string") return isSame ? LEFT_OUT : OTHER_LEFT_OUT;
  return maskSpans(value, spans, isSame ? undefined : String(other));
}

/** The text with a placeholder for every secret, for messages, where nobody can confirm a value. */
export function maskText(text: string): string {
  return maskSpans(text, findSpans(text));
}

/** The text with a placeholder for each span; see `maskValue` for `other`. */
export function maskSpans(text: string, spans: readonly SecretSpan[], other?: string): string {
  if (spans.length === 0) return text;
  const known =
    other === undefined ? undefined : new Set(findSpans(other).map((span) => readSpan(other, span)));
  let shown = "";
  let from = 0;
  for (const span of mergeSpans(spans)) {
    const isKnown = known === undefined || known.size === 0 || known.has(readSpan(text, span));
    shown += text.slice(from, span.start) + (isKnown ? LEFT_OUT : OTHER_LEFT_OUT);
    from = span.end;
  }
  return shown + text.slice(from);
}

function readSpan(text: string, { start, end }: { start: number; end: number }): string {
  return text.slice(start, end);
}

/** Sorted; overlapping spans are joined. */
function mergeSpans(spans: readonly SecretSpan[]): { start: number; end: number }[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((one, next) => one.start - next.start)) {
    const last = merged.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
