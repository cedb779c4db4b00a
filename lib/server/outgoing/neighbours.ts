import "server-only";
import type { Config } from "#lib/config/config";
import { repositoryName } from "#lib/config/git";
import type { Cluster } from "#lib/kubernetes/cluster";

/** The kinds of servers that the portal calls. */
export type NeighbourKind = "cluster" | "git" | "identity";

/** A server that the portal calls, by its name in the configuration. */
export interface Neighbour {
  kind: NeighbourKind;
  name: string;
}

/** What a call does; few values, whatever its address. */
export type CallKind = "read" | "write" | "watch" | "dry-run" | "access-review" | "graphql";

/** Finds the neighbour of a host with an optional port; undefined for any other server. */
export type FindNeighbour = (host: string) => Neighbour | undefined;

/**
 * Finds the neighbours of a portal by host. A host that is both, as Gitea with sign-in, counts as the Git host. Of several
 * repositories at one host, the first one names it.
 */
export function findNeighbours(
  { repositories, signIn }: Pick<Config, "repositories" | "signIn">,
  clusters: Iterable<Pick<Cluster, "name" | "client">>,
): FindNeighbour {
  const known = new Map<string, Neighbour>();
  const add = (url: string, neighbour: Neighbour) => {
    const host = URL.canParse(url) ? new URL(url).host : "";
    if (host !== "" && !known.has(host)) known.set(host, neighbour);
  };
  for (const { name, client } of clusters) add(client.server, { kind: "cluster", name });
  for (const git of repositories) {
    if (git.provider === "local") continue;
    const neighbour = { kind: "git", name: repositoryName(git) } as const;
    add(git.url, neighbour);
    if (git.provider === "github") add(git.url.replace("://", "://api."), neighbour);
  }
  for (const provider of signIn) {
    const url = provider.provider === "oidc" ? provider.issuer : provider.url;
    add(url, { kind: "identity", name: provider.id });
  }
  return (host) => known.get(host.toLowerCase());
}

/** Names what a call does, from its method and its address. */
export function nameCall({ kind }: Neighbour, method: string, path: string): CallKind {
  const [place = "", query = ""] = path.split("?", 2);
  const writes = method !== "GET" && method !== "HEAD";
  if (kind === "cluster") {
    if (place.endsWith("accessreviews")) return "access-review";
    const options = new URLSearchParams(query);
    if (options.has("watch")) return "watch";
    if (options.has("dryRun")) return "dry-run";
  }
  if (place.endsWith("/graphql")) return "graphql";
  return writes ? "write" : "read";
}
