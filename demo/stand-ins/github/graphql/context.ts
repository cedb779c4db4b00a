/** What the objects of one GraphQL call are built from. */
import type { Host } from "#demo/stand-ins/github/host";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { canSee, type Viewer } from "#demo/stand-ins/github/state/access";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
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

/** @throws Refusal 404 for a repository that does not exist or is not visible */
export function requireRepository({ host: { state }, viewer }: CallContext, fullName: string): void {
  const isKnown = fullName.toLowerCase() === `${state.organization.login}/${state.name}`.toLowerCase();
  if (isKnown && canSee(state, viewer)) return;
  throw new Refusal(404, `Could not resolve to a Repository with the name '${fullName}'.`);
}
