"use client";

import { catalogMessages } from "#components/catalog/messages";
import { Select } from "#components/ui/select";
import type { OfferCluster } from "#lib/catalog/types";

const { clusterChoice: messages } = catalogMessages;

export interface ClusterChoiceProps {
  clusters: readonly OfferCluster[];
  /** Id of the entry that is shown. */
  chosen: string;
  /** Called with the entry of another cluster. */
  onChoose: (choice: OfferCluster) => void;
  id?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
}

/** A choice among the clusters of one offer. A cluster in which the person can't request the offer says so. */
export function ClusterChoice({ clusters, chosen, onChoose, ...control }: ClusterChoiceProps) {
  const choose = (id: string) => {
    const choice = clusters.find((one) => one.id === id);
    if (choice && id !== chosen) onChoose(choice);
  };
  return (
    <Select
      {...control}
      value={chosen}
      options={clusters.map(({ id, cluster, mayRequest }) => ({
        value: id,
        label: cluster,
        ...(!mayRequest && { description: messages.mayNotRequest }),
      }))}
      onChange={choose}
    />
  );
}
