import type { Browser, Page, Request } from "@playwright/test";
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { applyObject, deleteObject } from "#demo/platform/objects";
import { changeTogether } from "./testing/change-journey";
import {
  changeByHand,
  mergeInGitea,
  readPullRequest,
  readTexts,
  reviewInGitea,
  signInWithGitea,
} from "./testing/gitea";
import { approve, ask, askToRemove, flag, reaches } from "./testing/journey";
import { expect, fullTest as test } from "./testing/portal";
import { expectDeliveries } from "./testing/webhook";

/** The number of the pull request whose page is open. */
const numberOf = (page: Page) => Number(/-(\d+)$/.exec(new URL(page.url()).pathname)?.[1]);

const isSubmit = (request: Request) =>
  request.method() === "POST" && new URL(request.url()).pathname === "/api/v1/requests";

/** Ana and Bo, each in a browser of their own, signed in with their own accounts of the Git host. */
async function bothSignIn(browser: Browser, portal: Demo): Promise<{ ana: Page; bo: Page }> {
  return {
    ana: await signInWithGitea(browser, portal, "ana"),
    bo: await signInWithGitea(browser, portal, "bo"),
  };
}

test("two people create, change by hand and remove a resource with Gitea and Argo CD", async ({
  browser,
  full,
}) => {
  // Three pull requests go all the way, each through Gitea and Argo CD.
  test.setTimeout(300_000);
  const { ana, bo } = await bothSignIn(browser, full);
  const wish = flag("new-checkout");
  const answer = ana.waitForResponse((one) => isSubmit(one.request()));
  await ask(ana, wish);
  const number = numberOf(ana);

  await test.step("Pull request and commit name the id of the answer", async () => {
    const id = (await answer).headers()["x-request-id"];
    for (const text of await readTexts(full, number)) expect(text).toContain(`\nVitrine-Request-Id: ${id}\n`);
  });
  await approve(bo, wish.name);

  await test.step("Ana's page shows the request's progress to Ready, and that Argo CD applied it", async () => {
    await reaches(ana, "Ready");
    await expect(ana.getByRole("listitem").filter({ hasText: "Argo CD" })).toContainText("Done");
  });

  await test.step("Gitea names the person of each step", async () => {
    const { author, reviewers, mergedBy } = await readPullRequest(full, number);
    expect({ author, reviewers, mergedBy }).toEqual({ author: "ana", reviewers: ["bo"], mergedBy: "bo" });
  });

  await test.step("The open page shows a manual change in Git", async () => {
    await ana.getByRole("link", { name: "Open resource" }).click();
    await ana.getByRole("tab", { name: "YAML" }).click();
    await expect(ana.getByRole("tabpanel")).toContainText("Shows the new checkout");
    await changeByHand(full, wish.path, (text) => text.replace("the new checkout", "the old checkout"));
    await expect(ana.getByRole("tabpanel")).toContainText("Shows the old checkout", { timeout: 60_000 });
  });

  await test.step("Ana requests the removal, Bo approves it, and Argo CD deletes the resource", async () => {
    await askToRemove(ana, wish.name);
    await approve(bo, wish.name);
    const gone = ana.getByRole("listitem").filter({ hasText: "Gone" });
    await expect(gone).toContainText("Done", { timeout: 90_000 });
  });
  await expectDeliveries(full);
});

test("the portal shows what people do in Gitea itself", async ({ browser, full }) => {
  const ana = await signInWithGitea(browser, full, "ana");
  await ask(ana, flag("in-gitea"));
  const number = numberOf(ana);
  await reviewInGitea(full, number, "REQUEST_CHANGES", "Which checkout?");
  const reviews = ana.getByRole("list", { name: "Reviews" });
  await expect(reviews).toContainText("Bo requested changes");
  await expect(reviews).toContainText("Which checkout?");
  await reviewInGitea(full, number, "APPROVED", "The new one, then.");
  await expect(reviews).toContainText("Bo approved");
  await mergeInGitea(full, number);
  await reaches(ana, "Ready");
});

/** Refuses feature flags of one name, as a platform's policy would. */
function refuse(name: string) {
  const metadata = { name: "no-such-flags" };
  return [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: ["demo.vitrine.dev"], apiVersions: ["*"], operations: ["CREATE"], resources: ["*"] },
          ],
        },
        validations: [
          {
            expression: `object.metadata.name != "${name}"`,
            message: "Flags may not be named after people.",
          },
        ],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: { policyName: metadata.name, validationActions: ["Deny"] },
    },
  ];
}

test("a failed sync is shown to the requester with the message of the refusal", async ({ browser, full }) => {
  const { ana, bo } = await bothSignIn(browser, full);
  const wish = flag("for-alice");
  await ask(ana, wish);
  const cluster = await openCluster(full.kubeconfig);
  for (const object of refuse(wish.name)) await applyObject(cluster, object, "e2e");
  try {
    await approve(bo, wish.name);
    await reaches(ana, "Failed");
    await expect(ana.getByText("Flags may not be named after people.").first()).toBeVisible();
    const synced = ana.getByRole("listitem").filter({ hasText: "Argo CD" });
    await expect(synced).toContainText("Failed");
    // The file stays in Git: its requester can correct it, though the cluster has no such object.
    await ana.getByRole("link", { name: "Change" }).click();
    await expect(ana.getByRole("heading", { name: `Change ${wish.name}` })).toBeVisible();
    await expect(ana.getByRole("button", { name: "Review" })).toBeEnabled();
  } finally {
    for (const object of refuse(wish.name)) await deleteObject(cluster, object);
  }
});

test("a merge conflict is explained with the next step", async ({ browser, full }) => {
  const { ana, bo } = await bothSignIn(browser, full);
  const wish = flag("dark-mode");
  await ask(ana, wish);
  await approve(bo, wish.name);
  await reaches(ana, "Ready");
  await ana.getByRole("link", { name: "Open resource" }).click();
  await askToRemove(ana, wish.name);
  await changeByHand(full, wish.path, (text) => text.replace("the new checkout", "a dark page"));

  const cannot = "changed in Git after this request was opened, so this request cannot be merged.";
  await expect(ana.getByRole("main")).toContainText(cannot);
  await bo.goto(ana.url().replace("/requests/", "/approvals/"));
  await expect(bo.getByRole("main")).toContainText(cannot);
  await expect(bo.getByRole("button", { name: "Merge" })).toHaveCount(0);
});

test("two people adopt a resource, change it, and settle a conflict", async ({ browser, full }) => {
  test.setTimeout(300_000);
  const { ana, bo } = await bothSignIn(browser, full);
  await changeTogether(ana, bo, full);
});
