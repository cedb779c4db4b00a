/** What the portal adds to the calls of a Git host when a person submits a request: real Gitea, with open pull requests. */
import { join } from "node:path";
import { writeSection } from "#bench/report";
import { startSizeCluster } from "#bench/size/cluster";
import { formatFigures } from "#bench/size/figures";
import { createRandom } from "#bench/size/history";
import { openMeasuredPortal } from "#bench/size/portals";
import { BRANCH, describeProposal, REPOSITORY } from "#bench/size/repository";
import { actorOf, makeSubmission, measureSubmissions } from "#bench/size/submissions";
import { type Gitea, launchGitea } from "#demo/local-stack/parts/gitea";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { buildPortal } from "#demo/portal-build";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import type { GitProvider } from "#lib/git/types";

const OWNER = "bench";
/** For the calls alone: the portal refuses a request that exists already. */
const ALONE = "alone";
const OPEN = 50;
/** Numbers in the names of objects, which no measured request has. */
const FIRST_NUMBER = 1_000_000;

/** Two equal repositories. Returns the token of the portal's account. */
async function seed(gitea: Gitea): Promise<string> {
  const account = { login: "vitrine", name: "Vitrine", email: "vitrine@bench.vitrine.dev" };
  const token = await gitea.addUser(account);
  await gitea.call("POST", "/orgs", { username: OWNER });
  for (const name of [REPOSITORY, ALONE]) {
    await gitea.call("POST", `/orgs/${OWNER}/repos`, { name, auto_init: true, default_branch: BRANCH });
    const member = `/repos/${OWNER}/${name}/collaborators/${account.login}`;
    await gitea.call("PUT", member, { permission: "write" });
  }
  return token;
}

async function openRequests(git: GitProvider): Promise<void> {
  const random = createRandom(FIRST_NUMBER);
  for (let number = 0; number < OPEN; number += 1) {
    const { planned } = makeSubmission(FIRST_NUMBER + number, random);
    await git.openPullRequest(describeProposal(planned), actorOf());
  }
}

async function measure(stack: StackBase): Promise<void> {
  // The size of pages that Gitea has by default.
  const gitea = await launchGitea(stack, { api: { MAX_RESPONSE_ITEMS: 50 } });
  const token = await seed(gitea);
  const place = { provider: "gitea", url: gitea.url, owner: OWNER, repository: REPOSITORY, branch: BRANCH };
  const [own, alone] = [REPOSITORY, ALONE].map((repository) =>
    createGiteaProvider({ ...place, repository, readToken: async () => token }),
  );
  if (!own || !alone) throw new Error("There are two repositories.");
  try {
    await Promise.all([openRequests(own), openRequests(alone)]);
    console.error(`  Gitea: ${OPEN} open pull requests in each of two repositories`);
    const cluster = await startSizeCluster(stack, [], { count: 0, revision: "" });
    const portal = await openMeasuredPortal(cluster, {
      name: "this checkout",
      build: await buildPortal(stack),
      repository: join(stack.folder, "gitea.git"),
      environment: { VITRINE_GIT: JSON.stringify({ ...place, token }) },
    });
    await portal.start();
    report(formatFigures(await measureSubmissions([portal], alone)));
  } finally {
    own.dispose();
    alone.dispose();
  }
}

function report(figures: string): void {
  console.log(figures);
  const about = [
    `Gitea with ${OPEN} open pull requests. A pull request is opened through the portal, over HTTP with a session, and in an`,
    "equal repository with the same calls alone, in turns. A budget holds for the 95th percentile.",
  ];
  writeSection("Submitting to Gitea", [...about, "", figures].join("\n"));
}

const stack = openStack();
process.once("SIGINT", () => void stack.close());
try {
  await measure(stack);
} finally {
  await stack.close();
}
