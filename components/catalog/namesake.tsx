import { useMemo } from "react";
import { useCatalog } from "#components/data/queries";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";

/**
 * The API group or cluster that tells an offer apart from the other offers with its title.
 *
 * @param id of the offer; undefined where there is none, or while it is read.
 * @returns undefined where no other offer has this title, and while the catalog is read.
 */
export function useNamesakeWords(id: string | undefined): string | undefined {
  const entries = useCatalog().data?.entries;
  const words = useMemo(() => disambiguateTitles(entries ?? []), [entries]);
  return id === undefined ? undefined : words.get(id);
}
