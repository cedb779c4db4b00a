/** What people do on the Git host of the full stack, with its API as they or its maintainer. */
import type { Browser, Page } from "@playwright/test";
import { z } from "zod";
import type { Demo } from "#demo/demo";

const REPOSITORY = "/repos/demo/platform-requests";

const account = z.object({ login: z.string() });
const pull = z.object({ user: account, merged_by: account.nullable() });
const described = z.object({ body: z.string() });
const commits = z.array(z.object({ commit: z.object({ message: z.string() }) }));
const reviews = z.array(z.object({ user: account, state: z.string() }));
const file = z.object({ sha: z.string(), content: z.string() });

/** A page in a browser session of its own; the person signs in to Gitea on the way and allows the portal to act. */
export async function signInWithGitea(browser: Browser, demo: Demo, login: "ana" | "bo"): Promise<Page> {
  const { password } = requireFull(demo).people[login];
  const page = await (await browser.newContext({ baseURL: demo.url })).newPage();
  await page.goto("/catalog");
  await page.getByRole("button", { name: "Sign in with Gitea" }).click();
  await page.locator("#user_name").fill(login);
  await page.locator("#password").fill(password);
  await page.getByRole("button", { name: "Sign In" }).click();
  const allow = page.getByRole("button", { name: "Authorize Application" });
  // Once given, Gitea does not ask again.
  await Promise.race([allow.click(), page.waitForURL("**/catalog")]).catch(() => undefined);
  await page.waitForURL("**/catalog");
  return page;
}

/** Who opened, approved and merged a pull request, as Gitea has it. */
export async function readPullRequest(demo: Demo, number: number) {
  const { gitea } = requireFull(demo);
  const path = `${REPOSITORY}/pulls/${number}`;
  const { user, merged_by } = pull.parse(await gitea.call("GET", path));
  const given = reviews.parse(await gitea.call("GET", `${path}/reviews`));
  const approvals = given.filter(({ state }) => state === "APPROVED");
  return {
    author: user.login,
    reviewers: approvals.map((review) => review.user.login),
    mergedBy: merged_by?.login,
  };
}

/** The text of a pull request, and the message of its head commit, as Gitea has them. */
export async function readTexts(demo: Demo, number: number): Promise<string[]> {
  const { gitea } = requireFull(demo);
  const path = `${REPOSITORY}/pulls/${number}`;
  const { body } = described.parse(await gitea.call("GET", path));
  const [head] = commits.parse(await gitea.call("GET", `${path}/commits`));
  return [body, head?.commit.message ?? ""];
}

/** Bo reviews a pull request in Gitea itself, with its API as Bo. */
export async function reviewInGitea(
  demo: Demo,
  number: number,
  event: "APPROVED" | "REQUEST_CHANGES",
  body: string,
): Promise<void> {
  const { gitea, people } = requireFull(demo);
  await gitea.call("POST", `${REPOSITORY}/pulls/${number}/reviews`, { event, body }, people.bo.token);
}

/** Bo merges a pull request in Gitea itself. */
export async function mergeInGitea(demo: Demo, number: number): Promise<void> {
  const { gitea, people } = requireFull(demo);
  await gitea.call("POST", `${REPOSITORY}/pulls/${number}/merge`, { Do: "merge" }, people.bo.token);
}

/** Commits a change of a file to the main branch, past the portal. */
export async function changeByHand(demo: Demo, path: string, change: (text: string) => string) {
  const { gitea, maintainer } = requireFull(demo);
  const address = `${REPOSITORY}/contents/${path}`;
  const { sha, content } = file.parse(await gitea.call("GET", address));
  const text = change(Buffer.from(content, "base64").toString());
  const commit = { sha, branch: "main", message: "By hand", content: Buffer.from(text).toString("base64") };
  await gitea.call("PUT", address, commit, maintainer.token);
}

function requireFull({ people, gitea, maintainer }: Demo) {
  if (!people || !gitea || !maintainer) throw new Error("This journey needs the full stack.");
  return { people, gitea, maintainer };
}
