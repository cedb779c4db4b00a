/** What two people do with one resource on any Git host: adopt it, change it, add to the change, and settle a conflict. */
import type { Page } from "@playwright/test";
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { approve, reaches } from "./journey";
import { expect, test } from "./portal";

const TYPE = { apiVersion: "demo.vitrine.dev/v1", kind: "FeatureFlag" };
const NAME = "adopted";
const PAGE = `/resources/local/demo.vitrine.dev/v1/featureflags/team-a/${NAME}`;

/** Fills the field of the open form, and reviews. */
async function describeAs(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "What it switches", exact: true }).fill(text);
  await page.getByRole("button", { name: "Review", exact: true }).click();
}

/** Returns the path of the page of the request. */
async function openPullRequest(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Open pull request" }).click();
  await page.waitForURL("**/requests/**");
  return new URL(page.url()).pathname;
}

/** The two people are signed in with accounts of the host. */
export async function changeTogether(ana: Page, bo: Page, demo: Demo): Promise<void> {
  await test.step("Ana adopts a resource that is in the cluster alone", async () => {
    const cluster = await openCluster(demo.kubeconfig);
    const spec = { description: "The new page", defaultVariant: "blue", variants: { blue: "1" } };
    await applyObject(cluster, { ...TYPE, metadata: { name: NAME, namespace: "team-a" }, spec }, "e2e");
    const adopt = ana.getByRole("link", { name: "Adopt" });
    await expect(async () => {
      await ana.goto(PAGE);
      await expect(adopt).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await adopt.click();
    await expect(ana.getByText("Applying the file changes nothing")).toBeVisible();
    await openPullRequest(ana);
    await approve(bo, NAME);
    await reaches(ana, "Ready");
  });

  let request = "";
  await test.step("Ana changes it, and adds to her change after Bo approved it", async () => {
    await ana.goto(`${PAGE}/change`);
    await describeAs(ana, "The first words");
    request = await openPullRequest(ana);
    await bo.goto(request.replace("/requests/", "/approvals/"));
    await bo.getByRole("button", { name: "Approve" }).click();
    await expect(bo.getByRole("button", { name: "Merge" })).toBeEnabled();
    await ana.getByRole("link", { name: "Edit request" }).click();
    await describeAs(ana, "The second words");
    await ana.getByRole("button", { name: "Add to pull request" }).click();
    await ana.waitForURL(`**${request}`);
    await expect(bo.getByText("The second words").first()).toBeVisible();
    await expect(bo.getByRole("button", { name: "Merge" })).toHaveCount(0);
  });

  await test.step("A second request for the same field is merged, and the first one shows both values", async () => {
    await ana.goto(`${PAGE}/change`);
    await ana.getByRole("link", { name: "Open a second request instead" }).click();
    await expect(ana.getByRole("heading", { level: 1 })).toHaveText(`Change ${NAME}`);
    await describeAs(ana, "Other words");
    await decide(bo, await openPullRequest(ana));
    await ana.goto(request);
    const both = ana.getByRole("table", { name: "Fields that a newer change set to other values" });
    await expect(both).toContainText("Other words");
    await expect(both).toContainText("The second words");
  });

  await test.step("Ana makes her change again on the current file, and it replaces the first request", async () => {
    await ana.getByRole("link", { name: "Make the change again" }).click();
    await expect(ana.getByRole("textbox", { name: "What it switches", exact: true })).toHaveValue(
      "The second words",
    );
    await ana.getByRole("button", { name: "Review", exact: true }).click();
    await expect(ana.getByRole("figure", { name: /^Changes of / })).toContainText("Other words");
    await decide(bo, await openPullRequest(ana));
    await reaches(ana, "Ready");
    await ana.goto(request);
    await expect(ana.getByText("Closed").first()).toBeVisible();
  });
}

/** Bo approves and merges the request of a page. */
async function decide(bo: Page, request: string): Promise<void> {
  await bo.goto(request.replace("/requests/", "/approvals/"));
  await bo.getByRole("button", { name: "Approve" }).click();
  await bo.getByRole("button", { name: "Merge" }).click();
  await expect(bo.getByRole("button", { name: "Merge" })).toHaveCount(0);
}
