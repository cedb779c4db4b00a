/** Pages of lists: https://docs.gitlab.com/api/rest/#pagination */
import { type RestAnswer, type RestCall, readText } from "#demo/stand-ins/gitlab/rest/call";
import { invalidParameter } from "#demo/stand-ins/gitlab/state/refusal";

const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;

function readNumber(call: RestCall, name: string, fallback: number): number {
  const text = readText(call, name);
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text)) throw invalidParameter(`${name} is invalid`);
  if (Number(text) < 1) throw invalidParameter(`${name} does not have a valid value`);
  return Number(text);
}

const readSize = (call: RestCall) => Math.min(readNumber(call, "per_page", DEFAULT_SIZE), MAX_SIZE);

function createLink({ address }: RestCall, changes: Record<string, string>, rel: string): string {
  const target = new URL(address);
  for (const [name, value] of Object.entries(changes)) target.searchParams.set(name, value);
  return `<${target.href}>; rel="${rel}"`;
}

/** One page of the items by its number, with the headers `link` and `x-total`. */
export async function answerPage<Item>(
  call: RestCall,
  items: readonly Item[],
  show: (item: Item) => unknown,
): Promise<RestAnswer> {
  const size = readSize(call);
  const page = readNumber(call, "page", 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (number: number, rel: string) =>
    createLink(call, { page: String(number), per_page: String(size) }, rel);
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < last ? [link(page + 1, "next")] : []),
    link(1, "first"),
    link(last, "last"),
  ];
  const shown = items.slice((page - 1) * size, page * size);
  return {
    status: 200,
    body: await Promise.all(shown.map(show)),
    headers: {
      link: links.join(", "),
      "x-page": String(page),
      "x-per-page": String(size),
      "x-prev-page": page > 1 ? String(page - 1) : "",
      "x-next-page": page < last ? String(page + 1) : "",
      "x-total": String(items.length),
      "x-total-pages": String(last),
    },
  };
}

/**
 * One page of the items after the one that `page_token` names, where the client asks for keyset pages; else by
 * number: https://docs.gitlab.com/api/rest/#keyset-based-pagination
 * @param keyOf identifies an item
 */
export async function answerKeysetPage<Item>(
  call: RestCall,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  show: (item: Item) => unknown,
): Promise<RestAnswer> {
  const token = readText(call, "page_token");
  if (readText(call, "pagination") !== "keyset" && token === undefined) return answerPage(call, items, show);
  const size = readSize(call);
  const start = token === undefined ? 0 : items.findIndex((item) => keyOf(item) === token) + 1;
  if (token !== undefined && start === 0) throw invalidParameter("page_token is invalid");
  const shown = items.slice(start, start + size);
  const last = shown.at(-1);
  const hasMore = last !== undefined && start + size < items.length;
  const next = hasMore ? createLink(call, { page_token: keyOf(last), per_page: String(size) }, "next") : "";
  return {
    status: 200,
    body: await Promise.all(shown.map(show)),
    headers: { "x-per-page": String(size), ...(next === "" ? {} : { link: next }) },
  };
}
