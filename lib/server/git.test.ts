import { expect, it } from "vitest";
import type { ConfiguredGit } from "#lib/config/git";
import { openGit } from "#lib/server/git";

const repository = { owner: "platform", repository: "requests", branch: "main" };
const app = { id: "1", privateKeyFile: "/absent/key" };

it.each<[what: string, git: ConfiguredGit, key: string]>([
  [
    "the token of Gitea",
    { provider: "gitea", url: "http://git.test", ...repository, tokenFile: "/absent/token" },
    "requests.tokenFile",
  ],
  [
    "the token of GitHub",
    { provider: "github", url: "http://git.test", ...repository, tokenFile: "/absent/token" },
    "requests.tokenFile",
  ],
  [
    "the token of GitLab",
    {
      provider: "gitlab",
      url: "http://git.test",
      project: "acme/platform/requests",
      branch: "main",
      tokenFile: "/absent/token",
    },
    "requests.tokenFile",
  ],
  [
    "the key of a GitHub App",
    { provider: "github", url: "http://git.test", ...repository, app },
    "requests.app.privateKeyFile",
  ],
])("says that Git is unavailable while %s cannot be read, and names the key", async (_what, git, key) => {
  const provider = openGit(git, async () => undefined);
  await expect(provider.headCommit()).rejects.toMatchObject({
    code: "git-unavailable",
    suggestion: expect.stringContaining(key),
  });
  provider.dispose();
});
