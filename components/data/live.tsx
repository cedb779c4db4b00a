"use client";

import { type QueryClient, type QueryFilters, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Connection, EVERYTHING, type EventStream } from "#components/data/event-stream";
import { openSharedStream } from "#components/data/shared-stream";
import { createChangeFilter, keysOfTopic } from "#components/data/topics";

export type { Connection } from "#components/data/event-stream";

interface Live {
  /** Follows topics until the returned function is called. */
  follow(topics: readonly string[]): () => void;
  connection: Connection;
}

const LiveContext = createContext<Live>({ follow: () => () => undefined, connection: "connecting" });

/** Keeps the stream of this browser open and turns its messages into fresh queries. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>("connecting");
  const [topics] = useState(createTopicCounter);

  useEffect(() => {
    const stream = openBrowserStream(client, setConnection);
    const stop = topics.attach(stream);
    const hurry = () => document.visibilityState === "visible" && stream.hurry();
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      stop();
      stream.close();
    };
  }, [client, topics]);

  const live = useMemo(() => ({ follow: topics.follow, connection }), [topics, connection]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Follows topics of the event stream while mounted. The hooks of `queries.tsx` do it by themselves. */
export function useLive(topics: readonly string[]): Connection {
  const { follow, connection } = useContext(LiveContext);
  const joined = topics.join(",");
  useEffect(() => (joined ? follow(joined.split(",")) : undefined), [follow, joined]);
  return connection;
}

/** Whether changes reach this page; `away` once a loss has lasted a few seconds. */
export function useConnection(): Connection {
  return useContext(LiveContext).connection;
}

/**
 * Reads the queries that fit the filters anew. One that is being read is waited for, then read again: cancelling it with each
 * message would starve a page whose objects change faster than an answer takes.
 */
export async function refreshQueries(client: QueryClient, filters: QueryFilters): Promise<void> {
  const running = client
    .getQueryCache()
    .findAll(filters)
    .filter(({ state }) => state.fetchStatus === "fetching" && !state.fetchFailureCount);
  await Promise.allSettled(running.map((query) => query.promise));
  await client.invalidateQueries(filters, { cancelRefetch: false });
}

function openBrowserStream(client: QueryClient, connection: (state: Connection) => void): EventStream {
  const changed = (topics: readonly string[], ids?: readonly string[]) => {
    if (topics.includes(EVERYTHING)) {
      void client.invalidateQueries();
      return;
    }
    const predicate = createChangeFilter(client, ids);
    for (const queryKey of topics.flatMap(keysOfTopic)) void refreshQueries(client, { queryKey, predicate });
  };
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("vitrine-live-1") : undefined;
  const stream = openSharedStream(
    { open: (url) => new EventSource(url), locks: navigator.locks, channel },
    { changed, connection },
  );
  return {
    ...stream,
    close() {
      stream.close();
      channel?.close();
    },
  };
}

/** Counts who follows which topic, across mounts and streams. */
function createTopicCounter() {
  const counts = new Map<string, number>();
  let stream: EventStream | undefined;
  const update = () => stream?.setTopics(new Set(counts.keys()));
  const add = (topic: string, step: number) => {
    const count = (counts.get(topic) ?? 0) + step;
    if (count > 0) counts.set(topic, count);
    else counts.delete(topic);
  };
  return {
    follow(topics: readonly string[]): () => void {
      for (const topic of topics) add(topic, 1);
      update();
      return () => {
        for (const topic of topics) add(topic, -1);
        update();
      };
    },
    attach(next: EventStream): () => void {
      stream = next;
      update();
      return () => {
        stream = undefined;
      };
    },
  };
}
