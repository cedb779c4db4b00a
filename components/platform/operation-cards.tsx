import { type Fact, FactCard } from "#components/platform/fact-card";
import { platformMessages } from "#components/platform/messages";
import { WatchTable } from "#components/platform/watch-table";
import type { OperationFigures } from "#lib/api/types";

const { operation: messages } = platformMessages;

/** Figures of the running portal: watches, load and versions. */
export function OperationCards({ operation }: { operation: OperationFigures }) {
  return (
    <>
      <WatchTable watches={operation.watches} />
      <FactCard title={messages.load} facts={listLoad(operation)} />
      <FactCard
        title={messages.versions}
        facts={operation.versions.map(({ name, version }) => ({ name, value: version }))}
      />
    </>
  );
}

function listLoad({ accessReviews, queues, memory }: OperationFigures): Fact[] {
  const { plansRunning, plansWaiting, streams, topics } = queues;
  return [
    ...accessReviews.map(({ cluster, answered, cached, failed, averageMilliseconds }) => ({
      name: messages.reviews(cluster),
      value: messages.reviewFigures(answered, cached, failed, averageMilliseconds),
    })),
    { name: messages.plans, value: messages.planFigures(plansRunning, plansWaiting) },
    { name: messages.streams, value: messages.streamFigures(streams, topics) },
    ...memory.map(({ kind, items, bytes, budget }) => ({
      name: messages.memory(kind),
      value: messages.memoryFigures(items, bytes, budget),
    })),
  ];
}
