import type { GitActor, GitProvider } from "#lib/git/types";

/** The provider with people who are signed in at the host: `signIn` adds the own token of each. */
export function signInActors(provider: GitProvider, signIn: (actor: GitActor) => GitActor): GitProvider {
  return {
    ...provider,
    openPullRequest: (input, actor) => provider.openPullRequest(input, signIn(actor)),
    amendPullRequest: (number, input, actor) => provider.amendPullRequest(number, input, signIn(actor)),
    approve: (number, actor, judged, comment) => provider.approve(number, signIn(actor), judged, comment),
    merge: (number, actor, judged) => provider.merge(number, signIn(actor), judged),
    close: (number, actor) => provider.close(number, signIn(actor)),
  };
}
