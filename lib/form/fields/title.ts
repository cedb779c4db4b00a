import { showMarks } from "#lib/manifest/direction-marks";
import { memoize } from "#lib/schema/memoize";
import { spellWord, splitWords } from "#lib/schema/spelling";

/**
 * `ingressClassName` → `Ingress class name`, `cpuLimit` → `CPU limit`, `dnsPolicy` → `DNS policy`. Capitals
 * only separate words, so `HIGH_AVAILABILITY` becomes `High availability`. Accepts any string and never
 * returns an empty one.
 */
export const humaniseName = memoize((name): string => {
  const [first, ...rest] = splitWords(name).map((word) => spellWord(word) ?? word.toLowerCase());
  if (first === undefined) return name === "" ? "(empty name)" : name;
  const lead = first === first.toLowerCase() ? first.charAt(0).toUpperCase() + first.slice(1) : first;
  return [lead, ...rest].join(" ");
});

/** The fields of an object, with the name appended to titles that would be equal: `URL (baseURL)`. */
export function distinguishTitles<T extends { title: string }>(
  fields: readonly (readonly [name: string, field: T])[],
): Map<string, T> {
  const counts = new Map<string, number>();
  for (const [, { title }] of fields) counts.set(title, (counts.get(title) ?? 0) + 1);
  return new Map(
    fields.map(([name, field]) => {
      const isShared = (counts.get(field.title) ?? 0) > 1;
      return [name, isShared ? { ...field, title: `${field.title} (${name})` } : field];
    }),
  );
}

/** A choice as a label. The API's own spelling stays: `gp3`, `highAvailability`, `HIGH_AVAILABILITY`. */
export function labelChoice(value: unknown): string {
  if (value === "") return "(empty)";
  return value === null ? "None" : showMarks(String(value));
}
