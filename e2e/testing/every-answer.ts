/** What the HTTP API says of everything, to compare it with what it says later. */
import { z } from "zod";

export type Read = (path: string) => Promise<{ status: number; body: unknown }>;

export interface ReadOptions {
  read: Read;
  /** How many of the requests and of the resources are read one by one, spread over the first pages. Default: all. */
  atMost?: number;
}

/**
 * What may differ between two answers about the same state: when the portal looked at it, how often the cluster has
 * reported an event since, and the id of the call.
 */
const VOLATILE = new Set(["asOf", "since", "count", "lastSeen", "requestId"]);

function steady(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(steady);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VOLATILE.has(key))
      .map(([key, inner]) => [key, steady(inner)]),
  );
}

const catalog = z.object({
  entries: z.array(z.object({ id: z.string(), requestable: z.boolean().optional() })),
});
const requestPage = z.object({
  requests: z.array(z.object({ id: z.string() })),
  next: z.string().optional(),
});
const reference = z.object({
  ...{ cluster: z.string(), group: z.string(), version: z.string(), name: z.string() },
  namespace: z.string().optional(),
});
const resourcePage = z.object({
  resources: z.array(z.object({ reference, plural: z.string() })),
  next: z.string().optional(),
});

/** Reads every GET of the API that has something to say, found by following its own answers: by path, the answer. */
export async function readEveryAnswer({
  read: readOnce,
  atMost = Number.POSITIVE_INFINITY,
}: ReadOptions): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const read = async (path: string): Promise<unknown> => {
    const { status, body } = await readOnce(path);
    answers[path] = { status, body: steady(body) };
    return body;
  };
  const readAll = (paths: readonly string[]) => Promise.all(paths.map(read));
  await readAll(["/api/v1/me", "/api/v1/me/attention", "/api/v1/status", "/api/v1/openapi.json"]);
  const { entries } = catalog.parse(await read("/api/v1/catalog"));
  for (const { id } of entries)
    await readAll(
      ["", "/namespaces", "/names?namespace=team-a"].map((rest) => `/api/v1/catalog/${id}${rest}`),
    );
  const requests = await readPages(read, "/api/v1/requests", (body) => {
    const { requests: rows, next } = requestPage.parse(body);
    return { rows: rows.map(({ id }) => `/api/v1/requests/${id}`), next };
  });
  await readAll(["open", "merged", "closed"].map((state) => `/api/v1/requests?state=${state}`));
  for (const path of choose(requests, atMost)) await read(path);
  const resources = await readPages(read, "/api/v1/resources", (body) => {
    const { resources: rows, next } = resourcePage.parse(body);
    return { rows: rows.map(addressOf), next };
  });
  for (const path of choose(resources, atMost))
    await readAll(["", "/events", "/graph", "/file"].map((rest) => path + rest));
  return answers;
}

/** Pages whose rows are read one by one; the further ones are like them. */
const PAGES = 5;

/** The rows of the first pages of a list, each of which is read. */
async function readPages(
  read: (path: string) => Promise<unknown>,
  path: string,
  parse: (body: unknown) => { rows: string[]; next: string | undefined },
): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const query = new URLSearchParams({ limit: "200", ...(cursor !== undefined && { cursor }) });
    const { rows, next } = parse(await read(`${path}?${query}`));
    found.push(...rows);
    if (next === undefined) break;
    cursor = next;
  }
  return found;
}

function choose<Item>(items: readonly Item[], atMost: number): Item[] {
  const step = Math.max(1, Math.ceil(items.length / atMost));
  return items.filter((_, index) => index % step === 0);
}

function addressOf({ reference: of, plural }: z.infer<typeof resourcePage>["resources"][number]): string {
  const { cluster, group, version, namespace, name } = of;
  return `/api/v1/resources/${[cluster, group || "_", version, plural, namespace ?? "_", name].join("/")}`;
}
