/** What the objects of one GraphQL call are built from. */
import type { Host } from "#demo/stand-ins/github/host";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { getAccount } from "#demo/stand-ins/github/state/state";
import type { Quota } from "#demo/stand-ins/github/tokens/rate-limits";

export interface CallContext {
  host: Host;
  viewer: Viewer;
  quota: Quota;
  cost: number;
  nodeCount: number;
}

/** A `User` or `Bot`. GraphQL shows a bot's login without `[bot]`, REST with it. */
export function showActor({ host }: CallContext, login: string) {
  const { id, type, name, email } = getAccount(host.state, login);
  const page = `/${encodeURIComponent(login)}`;
  const isBot = type === "Bot";
  return {
    __typename: type,
    id: nodeId(type, id),
    databaseId: id,
    login: isBot ? login.replace(/\[bot\]$/, "") : login,
    url: host.links.web + page,
    resourcePath: page,
    avatarUrl: `${host.links.web}/avatars/${id}`,
    // Bots have neither.
    ...(isBot ? {} : { name, email }),
  };
}
