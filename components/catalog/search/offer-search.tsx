import MiniSearch from "minisearch";
import type { CatalogEntry } from "#lib/catalog/types";
import { lowerWords } from "#lib/schema/spelling";

/** An offer that fits a search. */
export interface OfferMatch {
  entry: CatalogEntry;
  /** The words of the offer that fit, in lower case, to mark them. */
  terms: readonly string[];
  /** A field whose name fits, where nothing that the card shows does. */
  field?: string;
}

export interface OfferSearch {
  /** The offers that fit every word, the best first; those that nobody can request are last. */
  find(query: string): OfferMatch[];
}

/** How much a word counts by its place. */
const BOOST = { title: 8, kind: 5, tags: 3, category: 3, owner: 2, group: 1, description: 1, fields: 0.5 };

const SHOWN = ["title", "description", "owner", "category", "tags", "kind", "group"] as const;

/** Letters from which a word can have a typo. */
const SHORTEST_FUZZY = 4;

/**
 * A search in title, kind, description, owner, category, tags, API group and field names. A word can be the start or a
 * part of a word. Where nothing fits, one or two wrong letters are allowed. The index is built with the first search.
 */
export function createOfferSearch(entries: readonly CatalogEntry[]): OfferSearch {
  let index: MiniSearch<CatalogEntry> | undefined;
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return {
    find(query) {
      const words = splitText(query);
      if (words.length === 0) return entries.map((entry) => ({ entry, terms: [] }));
      index ??= buildIndex(entries);
      const exact = rank(index, query, false, byId);
      const found = [...exact, ...findParts(entries, words, new Set(exact.map(({ entry }) => entry)))];
      const matches = found.length > 0 ? found : rank(index, query, true, byId);
      return matches.toSorted((a, b) => Number(b.entry.requestable) - Number(a.entry.requestable));
    },
  };
}

function buildIndex(entries: readonly CatalogEntry[]): MiniSearch<CatalogEntry> {
  const index = new MiniSearch<CatalogEntry>({
    fields: Object.keys(BOOST),
    extractField: readText,
    tokenize: splitText,
  });
  index.addAll(entries);
  return index;
}

/** Names in camel case count as a whole and in words. */
function readText(entry: CatalogEntry, field: string): string {
  switch (field) {
    case "id":
      return entry.id;
    case "title":
    case "kind":
      return `${entry[field]} ${lowerWords(entry[field])}`;
    case "tags":
      return entry.tags.join(" ");
    case "fields":
      return (entry.fields ?? []).map((name) => `${name} ${lowerWords(name)}`).join(" ");
    case "category":
    case "owner":
    case "group":
    case "description":
      return entry[field] ?? "";
    default:
      return "";
  }
}

function splitText(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function rank(
  index: MiniSearch<CatalogEntry>,
  query: string,
  fuzzy: boolean,
  byId: ReadonlyMap<string, CatalogEntry>,
): OfferMatch[] {
  const results = index.search(query, {
    boost: BOOST,
    combineWith: "AND",
    prefix: true,
    fuzzy:
      fuzzy && ((term) => (term.length < SHORTEST_FUZZY ? false : term.length === SHORTEST_FUZZY ? 1 : 2)),
  });
  return results.flatMap(({ id, terms, match }) => {
    const entry = byId.get(String(id));
    if (!entry) return [];
    const isShown = Object.values(match).every((places) => places.some((place) => place !== "fields"));
    const field = isShown ? undefined : findField(entry, terms);
    return [{ entry, terms, ...(field !== undefined && { field }) }];
  });
}

function findField(entry: CatalogEntry, terms: readonly string[]): string | undefined {
  return entry.fields?.find((name) => {
    const words = [name.toLowerCase(), ...lowerWords(name).split(" ")];
    return terms.some((term) => words.includes(term));
  });
}

/** Offers of which every word is a part: "greSQL" of "PostgreSQL". */
function findParts(
  entries: readonly CatalogEntry[],
  words: readonly string[],
  known: ReadonlySet<CatalogEntry>,
): OfferMatch[] {
  return entries
    .filter((entry) => {
      if (known.has(entry)) return false;
      const text = SHOWN.map((field) => String(entry[field] ?? ""))
        .join(" ")
        .toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map((entry) => ({ entry, terms: words }));
}

/** By title, then by id: the same whatever order the cluster answers in. */
export function sortOffers(entries: readonly CatalogEntry[]): CatalogEntry[] {
  return entries.toSorted(
    (a, b) => a.title.localeCompare(b.title, "en", { numeric: true }) || a.id.localeCompare(b.id),
  );
}
