import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import type { PortalRequest } from "#lib/request/types";

/** Keys of the query cache. A shorter key is the prefix of what belongs to it. */
export const queryKeys = {
  me: ["me"],
  access: ["access"],
  diagnostics: ["diagnostics"],
  gitAccounts: ["git-accounts"],
  status: ["status"],
  catalog: ["catalog"],
  entry: (id: string, version?: string) => (version ? ["entry", id, version] : ["entry", id]),
  namespaces: (id: string) => ["namespaces", id],
  options: (topic: string, values: string) => ["options", topic, values],
  attention: ["attention"],
  names: (entry: string, namespace: string) => ["names", entry, namespace],
  requests: (filter: Readonly<Record<string, unknown>> = {}) => ["requests", filter],
  firstRequests: (filter: Readonly<Record<string, unknown>>) => ["requests", filter, "first"],
  request: (id: string) => ["request", id],
  missing: (id: string) => ["missing", id],
  requestFile: (id: string) => ["request", id, "file"],
  resources: (entry: string, rest: Readonly<Record<string, unknown>> = {}) => ["resources", entry, rest],
  resource: (path: string) => ["resource", path],
  resourceFile: (path: string) => ["resource", path, "file"],
  adoption: (path: string) => ["resource", path, "adoption"],
  resourceEvents: (path: string) => ["resource", path, "events"],
  dryRuns: (path: string) => ["resource", path, "dryruns"],
  resourceGraph: (path: string) => ["resource", path, "graph"],
} as const;

/** Which queries a topic of the stream makes stale. Topics are those of `StreamMessage`. */
export function keysOfTopic(topic: string): QueryKey[] {
  const colon = topic.indexOf(":");
  const name = colon < 0 ? topic : topic.slice(0, colon);
  const id = colon < 0 ? "" : topic.slice(colon + 1);
  switch (name) {
    case "catalog":
    case "status":
      return [[name]];
    case "requests":
      return [["requests"], ["attention"], ["names"]];
    case "entry":
      return [
        ["entry", id],
        ["namespaces", id],
      ];
    case "options":
    case "request":
    case "resource":
      return [[name, id]];
    case "resources":
      return id
        ? [
            ["resources", id],
            ["names", id],
          ]
        : [["resources"]];
    default:
      return [];
  }
}

/**
 * Which queries a change of some requests makes stale. A list whose members never leave stays as it is where none of its
 * rows changed and every changed request is a row of another list: none is new. Without ids every query is stale.
 */
export function createChangeFilter(
  client: QueryClient,
  ids: readonly string[] | undefined,
): (query: Query) => boolean {
  if (!ids) return () => true;
  const lists = client.getQueryCache().findAll({ queryKey: ["requests"] });
  const known = new Set(lists.flatMap(({ state }) => listIds(state.data)));
  const isNew = ids.some((id) => !known.has(id));
  return ({ queryKey: [name, filter], state }) => {
    const isLeft = typeof filter === "object" && filter !== null && "toApprove" in filter;
    if (isNew || name !== "requests" || isLeft) return true;
    return listIds(state.data).some((id) => ids.includes(id));
  };
}

/** The ids of the requests in an answer, or in the pages of one. */
function listIds(data: unknown): string[] {
  if (typeof data !== "object" || data === null) return [];
  if ("pages" in data && Array.isArray(data.pages)) return data.pages.flatMap(listIds);
  if (!("requests" in data) || !Array.isArray(data.requests)) return [];
  return data.requests.flatMap((request: PortalRequest) => request.id);
}
