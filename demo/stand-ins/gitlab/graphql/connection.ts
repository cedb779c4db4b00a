/** Connections: pages of lists in GraphQL. https://docs.gitlab.com/api/graphql/getting_started/#pagination */
import { z } from "zod";
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";

export const page = z.object({
  first: z.number().nullish(),
  last: z.number().nullish(),
  after: z.string().nullish(),
  before: z.string().nullish(),
});

/** https://docs.gitlab.com/api/graphql/#max-number-of-connection-records */
const MAX_SIZE = 100;

/**
 * The page that the arguments name; by default the first 100.
 * @param keyOf identifies an item, so that a cursor finds it again after the list changed
 */
export function createConnection<Item>(
  items: readonly Item[],
  given: unknown,
  keyOf: (item: Item) => string | number,
  show: (item: Item) => unknown,
) {
  const { first, last, after, before } = page.parse(given);
  const keys = items.map((item) => String(keyOf(item)));
  const from = after ? findCursor(keys, after) + 1 : 0;
  const to = before ? findCursor(keys, before) : items.length;
  const size = Math.min(first ?? last ?? MAX_SIZE, MAX_SIZE);
  const start = last == null ? from : Math.max(from, to - size);
  const shown = items.slice(start, Math.min(start + size, to));
  const writeCursor = (index: number) => Buffer.from(keys[start + index] ?? "").toString("base64");
  const nodes = shown.map(show);
  return {
    count: items.length,
    nodes,
    edges: nodes.map((node, index) => ({ cursor: writeCursor(index), node })),
    pageInfo: {
      hasNextPage: start + shown.length < to,
      hasPreviousPage: start > 0,
      startCursor: shown.length > 0 ? writeCursor(0) : null,
      endCursor: shown.length > 0 ? writeCursor(shown.length - 1) : null,
    },
  };
}

function findCursor(keys: readonly string[], cursor: string): number {
  const index = keys.indexOf(Buffer.from(cursor, "base64").toString());
  if (index < 0) throw new Refusal(400, "Please provide a valid cursor");
  return index;
}
