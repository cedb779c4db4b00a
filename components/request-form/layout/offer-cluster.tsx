"use client";

import { useQueryState } from "nuqs";
import { createContext } from "react";
import { ClusterChoice, type ClusterChoiceProps } from "#components/catalog/cluster-choice";
import { catalogMessages } from "#components/catalog/messages";
import { ChoiceField } from "#components/request-form/layout/choice-field";
import type { OfferCluster } from "#lib/catalog/types";

const { clusterChoice: messages } = catalogMessages;

/** The cluster that the person chose for a new object, in the address: `?cluster=west`. */
export function useChosenCluster() {
  return useQueryState("cluster", { history: "replace" });
}

interface ClusterFieldProps extends Pick<ClusterChoiceProps, "clusters" | "chosen" | "onChoose"> {
  /** Why the form of the chosen cluster is not shown. */
  problem: string | undefined;
}

/** The choice of a cluster; undefined where there is none. */
export const ClusterContext = createContext<ClusterFieldProps | undefined>(undefined);

/** The choice of a cluster as a field of the form. */
export function ClusterField({ problem, ...choice }: ClusterFieldProps) {
  return (
    <ChoiceField label={messages.label} hint={problem ?? messages.hint} isProblem={problem !== undefined}>
      {(control) => <ClusterChoice {...choice} {...control} />}
    </ChoiceField>
  );
}

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
