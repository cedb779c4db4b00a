import {
  dehydrate,
  HydrationBoundary,
  type InfiniteData,
  QueryClient,
  type QueryKey,
} from "@tanstack/react-query";
import type { ReactNode } from "react";

/** What is not known by then the browser asks for itself, behind skeletons: a slow cluster must not hold up a page. */
const PATIENCE_MILLISECONDS = 300;

export interface Prefetch {
  queryKey: QueryKey;
  /** The function of lib/server that answers the same route. */
  read: () => Promise<unknown>;
}

/** Resolves when `work` is done or the patience is over. */
async function waitPatiently(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MILLISECONDS);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}

/** The first page of a list that grows page by page, as the query cache holds it. */
export function readFirstPage<Page>(read: () => Promise<Page>): () => Promise<InfiniteData<Page, undefined>> {
  return async () => ({ pages: [await read()], pageParams: [undefined] });
}

/** Puts what the server knows already into the page, so that it comes complete. A failed read is left to the browser. */
export async function Prefetched({
  queries,
  children,
}: {
  queries: readonly Prefetch[];
  children: ReactNode;
}) {
  const client = new QueryClient();
  await waitPatiently(
    Promise.all(queries.map(({ queryKey, read }) => client.prefetchQuery({ queryKey, queryFn: read }))),
  );
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
