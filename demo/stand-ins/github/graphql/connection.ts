/** Connections: pages of lists in GraphQL. https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api */
import { z } from "zod";
import { Refusal } from "#demo/stand-ins/github/state/refusal";

export const page = z.object({
  first: z.number().nullish(),
  last: z.number().nullish(),
  after: z.string().nullish(),
  before: z.string().nullish(),
});
export type Page = z.infer<typeof page>;

const MAX_PAGE_SIZE = 100;

/**
 * @param name of the field, for errors
 * @param keyOf identifies an item, so that a cursor finds it again after the list changed
 * @param show the object of an item; called for the items of the page only
 */
export function createConnection<Item>(
  name: string,
  items: readonly Item[],
  { first, last, after, before }: Page,
  keyOf: (item: Item) => string | number,
  show: (item: Item) => unknown,
) {
  requireSize(name, { first, last });
  const keys = items.map((item) => String(keyOf(item)));
  const from = after ? findCursor(keys, after) + 1 : 0;
  const to = before ? findCursor(keys, before) : items.length;
  const range = items.slice(from, to);
  const start = last == null ? 0 : Math.max(0, range.length - last);
  const end = first == null ? range.length : first;
  const shown = range.slice(start, end);
  const offset = from + start;
  const edges = shown.map((item, index) => ({
    cursor: writeCursor(offset + index, keys[offset + index] ?? ""),
    node: show(item),
  }));
  return {
    totalCount: items.length,
    nodes: edges.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: offset + shown.length < to,
      hasPreviousPage: offset > 0,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit */
function requireSize(name: string, sizes: Pick<Page, "first" | "last">): void {
  if (sizes.first == null && sizes.last == null)
    throw new Refusal(
      422,
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
      { type: "MISSING_PAGINATION_BOUNDARIES" },
    );
  for (const [argument, size] of Object.entries(sizes)) {
    if (size == null || (size >= 0 && size <= MAX_PAGE_SIZE)) continue;
    throw new Refusal(
      422,
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`${argument}\` limit of ${MAX_PAGE_SIZE} records.`,
      { type: "EXCESSIVE_PAGINATION" },
    );
  }
}

function writeCursor(index: number, key: string): string {
  return Buffer.from(JSON.stringify([index, key])).toString("base64");
}

/** The index of the item that the cursor names; where the item is gone, the index that it had. */
function findCursor(keys: readonly string[], cursor: string): number {
  const [index, key] = parseCursor(cursor);
  const found = keys.indexOf(key);
  return found >= 0 ? found : index;
}

const cursorParts = z.tuple([z.number(), z.string()]);

function parseCursor(cursor: string): [number, string] {
  try {
    return cursorParts.parse(JSON.parse(Buffer.from(cursor, "base64").toString()));
  } catch {
    throw new Refusal(422, `\`${cursor}\` does not appear to be a valid cursor.`);
  }
}
