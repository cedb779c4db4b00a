import { useMemo } from "react";
import { useCatalog, useStatus } from "#components/data/queries";
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

/** Whether pages name the cluster of an object. False while the clusters are unknown. */
export function useHasSeveralClusters(): boolean {
  return (useStatus().data?.clusters.length ?? 0) > 1;
}

/**
 * The words for the place of an object: those of `useNamesakeWords`, and its cluster where the portal has several.
 *
 * @param id of the offer; undefined where there is none, or while it is read.
 */
export function usePlaceWords(id: string | undefined, cluster: string | undefined): string | undefined {
  const words = useNamesakeWords(id);
  const hasSeveral = useHasSeveralClusters();
  if (!hasSeveral || !cluster || words?.split(" · ").includes(cluster)) return words;
  return [words, cluster].filter(Boolean).join(" · ");
}
