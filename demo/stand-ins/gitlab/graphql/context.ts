/** What the objects of one GraphQL call are built from. */
import type { Host } from "#demo/stand-ins/gitlab/host";
import type { Viewer } from "#demo/stand-ins/gitlab/state/access";
import { getAccount } from "#demo/stand-ins/gitlab/state/state";

export interface CallContext {
  host: Host;
  viewer: Viewer | undefined;
}

/** Global ids: https://docs.gitlab.com/api/graphql/#global-ids */
export const globalId = (kind: string, id: number | string) => `gid://gitlab/${kind}/${id}`;

export function showUser({ host }: CallContext, username: string) {
  const { id, name } = getAccount(host.state, username);
  return { id: globalId("User", id), name, username, publicEmail: "", webUrl: `${host.url}/${username}` };
}
