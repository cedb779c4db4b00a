import type { QueryKey } from "@tanstack/react-query";

/** Keys of the query cache. A shorter key is the prefix of what belongs to it. */
export const queryKeys = {
  me: ["me"],
  status: ["status"],
  catalog: ["catalog"],
  entry: (id: string, version?: string) => (version ? ["entry", id, version] : ["entry", id]),
  namespaces: (id: string) => ["namespaces", id],
  options: (topic: string, values: string) => ["options", topic, values],
  requests: ["requests"],
  request: (id: string) => ["request", id],
  resources: (entry: string, rest: Record<string, string> = {}) => ["resources", entry, rest],
  resource: (path: string) => ["resource", path],
  resourceFile: (path: string) => ["resource", path, "file"],
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
    case "requests":
    case "status":
      return [[name]];
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
      return id ? [["resources", id]] : [["resources"]];
    default:
      return [];
  }
}
