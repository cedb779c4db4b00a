import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { applyObject, readObject } from "#demo/platform/objects";
import { expectNothingFound } from "./testing/axe";
import { approve } from "./testing/journey";
import { expect, signIn, test } from "./testing/portal";

const TYPE = { apiVersion: "demo.vitrine.dev/v1", kind: "FeatureFlag" };
const FOLDER = "/resources/local/demo.vitrine.dev/v1/featureflags/team-a";

/** Somebody creates a flag in the cluster itself. Returns its uid. */
async function createFlag(portal: Demo, name: string, metadata: object, apiKey?: string): Promise<string> {
  const variants = { blue: "1", ...(apiKey !== undefined && { apiKey }) };
  const spec = { description: "The new page", defaultVariant: "blue", variants };
  const cluster = await openCluster(portal.kubeconfig);
  const flag = { ...TYPE, metadata: { name, namespace: "team-a", ...metadata }, spec };
  return String((await applyObject(cluster, flag, "e2e")).metadata.uid);
}

async function readVersion(portal: Demo, name: string): Promise<string> {
  const cluster = await openCluster(portal.kubeconfig);
  const path = await cluster.path({ ...TYPE, name, namespace: "team-a" });
  return String((await readObject(cluster, path))?.metadata.resourceVersion);
}

test("Ana adopts a resource of the cluster, and Bo approves its file", async ({ browser, portal }) => {
  test.setTimeout(240_000);
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");
  const labels = { team: "a", "argocd.argoproj.io/instance": "old" };
  const uid = await createFlag(portal, "beta-page", { labels });
  await createFlag(portal, "owned-page", { ownerReferences: [{ ...TYPE, name: "beta-page", uid }] });
  await createFlag(portal, "secret-page", {}, "x8Kd92mQp4Rt7Zw1");
  const version = await readVersion(portal, "beta-page");
  const adopt = ana.getByRole("link", { name: "Adopt" });

  await test.step("the page of the resource offers to adopt it", async () => {
    await expect(async () => {
      await ana.goto(`${FOLDER}/beta-page`);
      await expect(adopt).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await adopt.click();
  });

  await test.step("the proposed file applies to no change", async () => {
    await expect(ana.getByText("Applying the file changes nothing")).toBeVisible();
    const diff = ana.getByRole("figure", { name: /^Changes of / });
    await expect(diff).toContainText("team: a");
    await expect(diff).not.toContainText(/argocd|resourceVersion|status/);
    await expectNothingFound(ana, "the page that adopts a resource");
    expect(await readVersion(portal, "beta-page")).toBe(version);
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/**");
    await expect(
      ana.getByText(/already exists in the cluster .* This request adds its file to Git/),
    ).toBeVisible();
  });

  await test.step("Bo approves, and Ana changes the resource through Git", async () => {
    await approve(bo, "beta-page");
    await ana.goto(`${FOLDER}/beta-page`);
    await expect(ana.getByText("In Git").first()).toBeVisible();
    await expect(ana.getByRole("link", { name: "Change", exact: true })).toBeVisible();
    await expect(adopt).toHaveCount(0);
  });

  await test.step("a resource that another object owns is not adopted", async () => {
    await ana.goto(`${FOLDER}/owned-page`);
    await expect(ana.getByText("Not in Git").first()).toBeVisible();
    await expect(adopt).toHaveCount(0);
    await ana.goto(`${FOLDER}/owned-page/adopt`);
    await expect(ana.getByText(/FeatureFlag beta-page owns owned-page\./)).toBeVisible();
  });

  await test.step("a resource with a secret is not adopted", async () => {
    await ana.goto(`${FOLDER}/secret-page/adopt`);
    await expect(ana.getByText(/holds a value that looks like a secret/)).toBeVisible();
    await expect(ana.getByRole("button", { name: "Open pull request" })).toHaveCount(0);
  });
});
