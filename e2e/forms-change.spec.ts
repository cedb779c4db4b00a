import type { Page } from "@playwright/test";
import { requestAndMerge } from "#bench/request";
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { expectNothingFound } from "./axe";
import { approve } from "./journey";
import { expect, signIn, test } from "./portal";

const ENTRY = "promise.local.postgresql";
const RESOURCES = "/resources/local/data.demo.vitrine.dev/v1/postgresqls/team-a";

const write = (name: string) => `# Ask Ana before you touch it.
apiVersion: data.demo.vitrine.dev/v1
kind: PostgreSQL
metadata:
  name: ${name}
  namespace: team-a
spec:
  size: small # enough until spring
  storage:
    size: 10Gi # grows by 1 Gi a month
`;

/** What the cluster has of a database. */
async function read(portal: Demo, name: string): Promise<unknown> {
  const cluster = await openCluster(portal.kubeconfig);
  const type = { apiVersion: "data.demo.vitrine.dev/v1", kind: "PostgreSQL" };
  return cluster.call({ method: "GET", path: await cluster.path({ ...type, name, namespace: "team-a" }) });
}

/** A database that Ana asked for, by hand, and Bo agreed to; resolves once the cluster has it. */
async function makeDatabase(ana: Page, portal: Demo, name: string): Promise<void> {
  const place = { entry: ENTRY, name, namespace: "team-a" };
  await requestAndMerge(ana, portal, { ...place, operation: "create", manifest: write(name) });
  await expect(() => read(portal, name)).toPass({ timeout: 60_000 });
}

test("what exists is changed in its form: it says what was, refuses what may not be, and keeps what people wrote", async ({
  browser,
  portal,
}) => {
  test.setTimeout(240_000);
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");
  await makeDatabase(ana, portal, "ledger-db");
  const review = ana.getByRole("button", { name: "Review", exact: true });
  const disk = ana.getByRole("textbox", { name: "Disk size" });
  const size = (name: string) => ana.getByRole("radio", { name });

  await test.step("the resource leads to the form of its change, which has what is in Git", async () => {
    await ana.goto(`${RESOURCES}/ledger-db`);
    await ana.getByRole("link", { name: "Change", exact: true }).click();
    await expect(ana.getByRole("heading", { level: 1 })).toHaveText("Change ledger-db");
    await expect(size("small")).toBeChecked();
    await expect(ana.getByRole("textbox", { name: "Name", exact: true })).toHaveCount(0);
  });

  await test.step("without a change there is nothing to ask for, in words", async () => {
    await review.click();
    await expect(ana.getByText("Nothing is changed yet")).toBeVisible();
    await expect(ana.getByRole("button", { name: "Open pull request" })).toHaveCount(0);
    await ana.getByRole("button", { name: "Back to the form" }).click();
  });

  await test.step("a changed field says what it was, and goes back", async () => {
    await size("large").click();
    await expect(ana.getByText("Was small")).toBeVisible();
    await ana.getByRole("button", { name: "Undo Size" }).click();
    await expect(size("small")).toBeChecked();
    await expect(ana.getByText("Was small")).toBeHidden();
    await size("medium").click();
  });

  await test.step("a rule about what it was refuses at its field", async () => {
    await ana.getByRole("button", { name: /^Storage/ }).click();
    await disk.fill("5Gi");
    await size("medium").focus();
    await expect(disk).toHaveAccessibleDescription(/A disk can grow, but never shrink\./);
    await expectNothingFound(ana, "the form of a change");
    await review.click();
    await expect(disk).toBeFocused();
    await disk.fill("20Gi");
    await expect(ana.getByRole("button", { name: /^Storage/ })).toHaveAccessibleName(/1 changed/);
  });

  await test.step("the review has before and after, and the comments that were there", async () => {
    await review.click();
    await expect(ana.getByText("The cluster accepts it")).toBeVisible();
    const changes = ana.getByRole("table", { name: "Changed fields" });
    await expect(changes.getByRole("row", { name: /Storage › Disk size 10Gi .*20Gi/ })).toBeVisible();
    await expect(changes.getByRole("row", { name: /Size small .*medium/ })).toBeVisible();
    const diff = ana.getByRole("figure", { name: /^Changes of / });
    await expect(diff).toContainText("+  size: medium # enough until spring");
    await expect(diff).toContainText("+    size: 20Gi # grows by 1 Gi a month");
    await expectNothingFound(ana, "the review of a change");
  });

  await test.step("Bo agrees, and the cluster has it", async () => {
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/**");
    await expect(ana.getByText("Held for approval").first()).toBeVisible();
    await approve(bo, "ledger-db");
    await expect
      .poll(() => read(portal, "ledger-db"), { timeout: 90_000 })
      .toMatchObject({ spec: { size: "medium", storage: { size: "20Gi" } } });
  });
  await ana.context().close();
  await bo.context().close();
});

test("a change that began before somebody else's goes on top of it", async ({ browser, portal }) => {
  const ana = await signIn(browser, portal.url, "Ana");
  await makeDatabase(ana, portal, "stock-db");
  await ana.goto(`${RESOURCES}/stock-db/change`);
  await ana.getByRole("radio", { name: "large" }).click();
  await test.step("Ana's other change is merged meanwhile", async () => {
    const answer = await ana.context().request.get(`${portal.url}/api/v1${RESOURCES}/stock-db`);
    const { file } = await answer.json();
    const place = { entry: ENTRY, name: "stock-db", namespace: "team-a" };
    const manifest = write("stock-db").replace("10Gi", "30Gi");
    await requestAndMerge(ana, portal, { ...place, operation: "update", base: file.blob, manifest });
  });
  await expect(ana.getByText(/^Someone changed this file\./)).toBeVisible();
  await ana.getByRole("button", { name: "Compare" }).click();
  await expect(ana.getByRole("figure", { name: /^Changes of / })).toContainText("+    size: 30Gi");
  await ana.getByRole("button", { name: "Start from what is there now" }).click();
  await expect(ana.getByText("Was small")).toBeVisible();
  await ana.getByRole("button", { name: "Review", exact: true }).click();
  const diff = ana.getByRole("figure", { name: /^Changes of / });
  await expect(diff).toContainText("+  size: large # enough until spring");
  await expect(diff).toContainText("     size: 30Gi");
  await ana.context().close();
});
