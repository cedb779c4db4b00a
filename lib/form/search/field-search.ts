/** Searches the fields of a form by any of their words. */

import type { FormLayout, LayoutGroup } from "#lib/form/layout/layout";
import { childEntries, isObject, type LayoutField, toField } from "#lib/form/layout/layout-entry";
import { parsePointer } from "#lib/schema/pointer";
import { splitWords } from "#lib/schema/spelling";

export interface SearchedField {
  field: LayoutField;
  /** The field to open; for a field in the items of a list, the list. */
  pointer: string;
  /** True for a field in items, which may not exist yet. */
  inItems: boolean;
  titleWords: readonly string[];
  /** The words of the title, of the name in the API, and of the titles of its objects. */
  words: readonly string[];
  description: string;
}

/**
 * Every field at every depth of the layout, including fields in the items of lists and the values of maps.
 */
export function indexFields({ essentials, groups }: FormLayout): SearchedField[] {
  return [...essentials, ...groups.flatMap(fieldsOf)].flatMap((field) => listInside(field, undefined));
}

function fieldsOf({ fields, groups }: LayoutGroup): LayoutField[] {
  return [...fields, ...groups.flatMap(fieldsOf)];
}

function listInside(field: LayoutField, list: string | undefined): SearchedField[] {
  if (field.choice || field.field.kind === "rest") return [];
  if (isObject(field)) return childrenOf(field).flatMap((child) => listInside(child, list));
  return [indexField(field, list), ...listEach(field, list ?? field.pointer)];
}

/** The fields of each item or value, where it is an object. */
function listEach(field: LayoutField, list: string): SearchedField[] {
  const { kind, item, value } = field.field;
  const each = kind === "list" ? item : kind === "map" ? value : undefined;
  if (!each) return [];
  const placed = { ...field, field: each };
  return isObject(placed) ? childrenOf(placed).flatMap((child) => listInside(child, list)) : [];
}

function childrenOf(field: LayoutField): LayoutField[] {
  return childEntries({ ...field, level: 0 }).map(toField);
}

function indexField(field: LayoutField, list: string | undefined): SearchedField {
  const name = parsePointer(field.pointer).at(-1) ?? "";
  const titleWords = wordsOf(field.title);
  const others = [name, ...splitWords(name), ...field.parents.flatMap(wordsOf)];
  return {
    field,
    pointer: list ?? field.pointer,
    inItems: list !== undefined,
    titleWords,
    words: [...titleWords, ...others.map((word) => word.toLowerCase())],
    description: (field.field.description ?? "").toLowerCase(),
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * The fields that match every word of the query, best match first. A word may be incomplete, or have one
 * wrong letter.
 */
export function searchFields(index: readonly SearchedField[], query: string): SearchedField[] {
  const words = wordsOf(query);
  if (words.length === 0) return [...index];
  return index
    .map((one) => ({ one, score: scoreField(one, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one);
}

function scoreField(field: SearchedField, words: readonly string[]): number {
  const scores = words.map((word) => scoreWord(field, word));
  if (scores.some((score) => score === 0)) return 0;
  const whole = field.titleWords.join(" ") === words.join(" ") ? 20 : 0;
  // Visible fields come before fields in items that do not exist yet.
  return whole + scores.reduce((sum, score) => sum + score, 0) - (field.inItems ? 0.5 : 0);
}

function scoreWord({ titleWords, words, description }: SearchedField, word: string): number {
  if (titleWords.includes(word)) return 10;
  if (titleWords.some((own) => own.startsWith(word))) return 8;
  if (words.some((own) => own.startsWith(word))) return 6;
  if (words.some((own) => own.includes(word))) return 4;
  if (word.length > 3 && words.some((own) => isClose(own, word))) return 2;
  return word.length > 2 && description.includes(word) ? 1 : 0;
}

/** One letter more, fewer or different, or two swapped letters. For an incomplete word, in its beginning. */
function isClose(own: string, word: string): boolean {
  if (own[0] !== word[0] && own[1] !== word[1] && own[0] !== word[1]) return false;
  return [own, own.slice(0, word.length), own.slice(0, word.length + 1)].some((text) =>
    differsByOne(text, word),
  );
}

function differsByOne(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const [restOfOne, restOfOther] = [one.slice(start), other.slice(start)];
  return (
    restOfOne.slice(1) === restOfOther.slice(1) ||
    restOfOne.slice(1) === restOfOther ||
    restOfOne === restOfOther.slice(1) ||
    (restOfOne.slice(2) === restOfOther.slice(2) &&
      restOfOne[0] === restOfOther[1] &&
      restOfOne[1] === restOfOther[0])
  );
}
