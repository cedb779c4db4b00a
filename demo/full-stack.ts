/** What `--full` has in place of the embedded repository, and beside it: what a platform team may run as well. */

import { startProviderKubernetes } from "#demo/local-stack/parts/crossplane/provider-kubernetes";
import { launchGitea } from "#demo/local-stack/parts/gitea";
import { startKro } from "#demo/local-stack/parts/kro";
import { BRANCH } from "#demo/local-stack/repository";
import type { StackBase } from "#demo/local-stack/stack";
import { startArgoCd } from "#demo/platform/argocd/application";
import { type GiteaSeed, ORGANISATION, REPOSITORY, seedGitea } from "#demo/platform/gitea";
import type { RequestHost } from "#demo/request-host";

/**
 * Gitea with the repository of requests and the people who sign in there, and Argo CD, which applies what is merged.
 * `portalUrl` is where they come back to after they signed in. Rejects when Gitea cannot start.
 */
export async function makeGiteaHost(base: StackBase, portalUrl: string): Promise<RequestHost> {
  // Gitea delivers to no private address by default.
  const gitea = await launchGitea(base, { webhook: { ALLOWED_HOST_LIST: "loopback" } });
  const seed = await seedGitea(gitea, portalUrl);
  const { repository, people, maintainer, argocd } = seed;
  return {
    repository,
    token: people.bo.token,
    settings: describeSettings(gitea.url, seed),
    parts: [
      ["Argo CD", startArgoCd({ url: repository, branch: BRANCH, login: argocd.login, token: argocd.token })],
      ["kro", startKro],
      ["provider-kubernetes", startProviderKubernetes],
    ],
    gitea,
    people,
    maintainer,
  };
}

/** Argo CD is not named: the portal finds it by itself. */
function describeSettings(url: string, { portal, application, webhook }: GiteaSeed): Record<string, string> {
  const repository = { owner: ORGANISATION, repository: REPOSITORY, branch: BRANCH };
  return {
    VITRINE_GIT: JSON.stringify({
      ...{ provider: "gitea", url, ...repository },
      ...{ token: portal.token, webhookSecret: webhook.secret },
    }),
    VITRINE_SIGN_IN: JSON.stringify({ provider: "gitea", url, ...application }),
  };
}
