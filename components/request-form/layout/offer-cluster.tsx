"use client";

import { useQueryState } from "nuqs";
import { createContext } from "react";
import type { ClusterFieldProps } from "#components/catalog/cluster-choice";
import type { OfferCluster } from "#lib/catalog/types";

/** The cluster that the person chose for a new object, in the address: `?cluster=west`. */
export function useChosenCluster() {
  return useQueryState("cluster", { history: "replace" });
}

/** The choice of a cluster; undefined where there is none. */
export const ClusterContext = createContext<ClusterFieldProps | undefined>(undefined);

/**
 * The entry whose form is shown for an offer that several clusters have.
 *
 * @param id of the entry that the address names
 * @param clusters of the offer, those where the person can request it first; undefined while unknown
 * @param chosen name of the chosen cluster
 * @returns the entry of the chosen cluster. Without a choice: the named entry, or the first one if the person can
 * request the offer there and not with the named one.
 */
export function pickEntry(
  id: string,
  clusters: readonly OfferCluster[] | undefined,
  chosen: string | null,
): string {
  const wanted = clusters?.find(({ cluster }) => cluster === chosen);
  if (wanted) return wanted.id;
  const named = clusters?.find((one) => one.id === id);
  const [first] = clusters ?? [];
  return first?.mayRequest && !named?.mayRequest ? first.id : id;
}
