import type { Page } from "@playwright/test";
import { requestAndMerge } from "#bench/request";
import { openCluster } from "#demo/platform/cluster";
import { applyObject, deleteObject } from "#demo/platform/objects";
import { expectNothingFound } from "./testing/axe";
import { expect, signIn, test } from "./testing/portal";

const FLAG = "crd.local.featureflags.demo.vitrine.dev";

function writeFlag(name: string) {
  return {
    apiVersion: "demo.vitrine.dev/v1",
    kind: "FeatureFlag",
    metadata: { name, namespace: "team-a" },
    spec: { description: "Shown in a list", defaultVariant: "on", variants: { on: "1" } },
  };
}

const row = (page: Page, name: string) =>
  page.getByRole("table", { name: "Resources" }).getByRole("row", { name: new RegExp(`^${name}`) });

test("a person sees what they have, and finds what others made", async ({ browser, portal }) => {
  test.setTimeout(180_000);
  const cluster = await openCluster(portal.kubeconfig);
  const ana = await signIn(browser, portal.url, "Ana");
  const { metadata: _, ...input } = writeFlag("list-mine");
  await requestAndMerge(ana, portal, {
    operation: "create",
    entry: FLAG,
    name: "list-mine",
    namespace: "team-a",
    values: { spec: input.spec },
  });
  await applyObject(cluster, writeFlag("list-by-hand"), "e2e");
  await ana.goto("/catalog");
  await ana.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Resources" }).click();

  await test.step("her own resource comes by itself, with its change", async () => {
    await expect(row(ana, "list-mine")).toBeVisible({ timeout: 90_000 });
    await expect(row(ana, "list-mine")).toContainText("Ana");
    await expect(row(ana, "list-mine").getByRole("cell").nth(5)).toHaveText("Yes");
    await expect(row(ana, "list-by-hand")).toHaveCount(0);
    await expectNothingFound(ana, "resources");
  });

  await test.step("all resources include one that nobody requested", async () => {
    await ana.getByRole("radio", { name: "All" }).check();
    await expect(row(ana, "list-by-hand").getByRole("cell").nth(5)).toHaveText("No");
    await ana.getByRole("combobox", { name: "In Git" }).click();
    await ana.getByRole("option", { name: "Not in Git" }).click();
    await expect(row(ana, "list-mine")).toHaveCount(0);
    await expect(row(ana, "list-by-hand")).toBeVisible();
    await ana.getByRole("button", { name: "Clear filters" }).click();
    await expect(row(ana, "list-mine")).toBeVisible();
  });

  await test.step("search, offer and state combine, and stay in the address", async () => {
    await ana.getByRole("searchbox", { name: "Find a resource" }).fill("list-");
    await ana.getByRole("combobox", { name: "Offer" }).click();
    await ana.getByRole("option", { name: /^Feature flag \(2\)/ }).click();
    await expect(ana.getByText("2 resources")).toBeVisible();
    await expect(ana).toHaveURL(/entry=crd\.local\.featureflags/);
    await ana.reload();
    await expect(ana.getByText("2 resources")).toBeVisible();
    const state = ana.getByRole("region", { name: "Resources by state" }).getByRole("button").first();
    await state.click();
    await expect(state).toHaveAttribute("aria-pressed", "true");
    await expect(ana).toHaveURL(/state=/);
  });

  await test.step("groups have a heading each", async () => {
    await ana.goto("/resources?show=all&group=namespace");
    await expect(ana.getByRole("rowheader", { name: "team-a" })).toBeVisible();
    await expectNothingFound(ana, "grouped resources");
  });

  await test.step("an object that is gone leaves the list by itself", async () => {
    await ana.goto("/resources?show=all&q=list-");
    await expect(row(ana, "list-by-hand")).toBeVisible();
    await deleteObject(cluster, writeFlag("list-by-hand"));
    await expect(row(ana, "list-by-hand")).toHaveCount(0);
    await expect(row(ana, "list-mine")).toBeVisible();
  });
});
