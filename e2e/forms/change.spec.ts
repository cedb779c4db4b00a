import type { Page } from "@playwright/test";
import { requestAndMerge } from "#bench/request";
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { mergeObject } from "#demo/platform/objects";
import type { RequestInput } from "#lib/request/types";
import { expectNothingFound } from "../testing/axe";
import { approve } from "../testing/journey";
import { expect, signIn, test } from "../testing/portal";

const DATABASE = {
  entry: "promise.local.postgresql",
  type: { apiVersion: "data.demo.vitrine.dev/v1", kind: "PostgreSQL" },
  page: "/resources/local/data.demo.vitrine.dev/v1/postgresqls/team-a/ledger-db",
  name: "ledger-db",
  manifest: `# Ask Ana before you touch it.
apiVersion: data.demo.vitrine.dev/v1
kind: PostgreSQL
metadata:
  name: ledger-db
  namespace: team-a
spec:
  size: small # enough until spring
  storage:
    size: 10Gi # grows by 1 Gi a month
`,
};

const FLAG = {
  entry: "crd.local.featureflags.demo.vitrine.dev",
  type: { apiVersion: "demo.vitrine.dev/v1", kind: "FeatureFlag" },
  page: "/resources/local/demo.vitrine.dev/v1/featureflags/team-a/stock-page",
  name: "stock-page",
  manifest: `apiVersion: demo.vitrine.dev/v1
kind: FeatureFlag
metadata:
  name: stock-page
  namespace: team-a
spec:
  description: The new page # until spring
  defaultVariant: blue
  variants:
    blue: "1"
    apiKey: x8Kd92mQp4Rt7Zw1
`,
  // It only looks like a secret: whoever asks says so, once.
  confirmed: [{ path: "/spec/variants/apiKey", reason: "A sample of the documentation." }],
};

type Thing = typeof DATABASE & { confirmed?: RequestInput["confirmed"] };

/** What the cluster has of it. */
async function read(portal: Demo, { type, name }: Thing): Promise<unknown> {
  const cluster = await openCluster(portal.kubeconfig);
  return cluster.call({ method: "GET", path: await cluster.path({ ...type, name, namespace: "team-a" }) });
}

/** Changes it in the cluster, as somebody does who does not know of Git. */
async function patch(portal: Demo, { type, name }: Thing, change: object): Promise<void> {
  const cluster = await openCluster(portal.kubeconfig);
  await mergeObject(cluster, await cluster.path({ ...type, name, namespace: "team-a" }), change);
}

/** Ana asked for it, by hand, and Bo agreed to it; resolves once the cluster has it. */
async function make(ana: Page, portal: Demo, thing: Thing): Promise<void> {
  const { entry, name, manifest, confirmed } = thing;
  const input = { entry, name, manifest, confirmed, namespace: "team-a", operation: "create" } as const;
  await requestAndMerge(ana, portal, input);
  await expect(() => read(portal, thing)).toPass({ timeout: 60_000 });
}

test("a change form shows previous values, refuses invalid changes, and keeps comments", async ({
  browser,
  portal,
}) => {
  test.setTimeout(240_000);
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");
  await make(ana, portal, DATABASE);
  const review = ana.getByRole("button", { name: "Review", exact: true });
  const disk = ana.getByRole("textbox", { name: "Disk size" });
  const size = (name: string) => ana.getByRole("radio", { name });

  await test.step("the resource links to the change form with the values from Git", async () => {
    await ana.goto(DATABASE.page);
    await ana.getByRole("link", { name: "Change", exact: true }).click();
    await expect(ana.getByRole("heading", { level: 1 })).toHaveText("Change ledger-db");
    await expect(size("small")).toBeChecked();
    await expect(ana.getByRole("textbox", { name: "Name", exact: true })).toHaveCount(0);
  });

  await test.step("the review explains that nothing has changed", async () => {
    await review.click();
    await expect(ana.getByText("No changes yet")).toBeVisible();
    await expect(ana.getByRole("button", { name: "Open pull request" })).toHaveCount(0);
    await ana.getByRole("button", { name: "Back to the form" }).click();
  });

  await test.step("a changed field shows the previous value and restores it", async () => {
    await size("large").click();
    await expect(ana.getByText("Was small")).toBeVisible();
    await ana.getByRole("button", { name: "Undo Size" }).click();
    await expect(size("small")).toBeChecked();
    await expect(ana.getByText("Was small")).toBeHidden();
    await size("medium").click();
  });

  await test.step("a transition rule shows its error at the field", async () => {
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

  await test.step("the review shows the values before and after, and keeps the comments", async () => {
    await review.click();
    await expect(ana.getByText("The cluster accepts the resource")).toBeVisible();
    const changes = ana.getByRole("table", { name: "Changed fields" });
    await expect(changes.getByRole("row", { name: /Storage › Disk size 10Gi .*20Gi/ })).toBeVisible();
    await expect(changes.getByRole("row", { name: /Size small .*medium/ })).toBeVisible();
    const diff = ana.getByRole("figure", { name: /^Changes of / });
    await expect(diff).toContainText("+  size: medium # enough until spring");
    await expect(diff).toContainText("+    size: 20Gi # grows by 1 Gi a month");
    await expectNothingFound(ana, "the review of a change");
  });

  await test.step("Bo approves, and the cluster has the change", async () => {
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/**");
    await expect(ana.getByText("Held for approval").first()).toBeVisible();
    await approve(bo, "ledger-db");
    await expect
      .poll(() => read(portal, DATABASE), { timeout: 90_000 })
      .toMatchObject({ spec: { size: "medium", storage: { size: "20Gi" } } });
  });
});

test("a change that started before another change is rebased on it", async ({ browser, portal }) => {
  const ana = await signIn(browser, portal.url, "Ana");
  await make(ana, portal, FLAG);
  await ana.goto(`${FLAG.page}/change`);
  await ana.getByRole("textbox", { name: "What it switches" }).fill("The stock page");
  await test.step("another change by Ana is merged meanwhile", async () => {
    const answer = await ana.context().request.get(`${portal.url}/api/v1${FLAG.page}`);
    const { file } = await answer.json();
    const { entry, name, confirmed } = FLAG;
    const manifest = FLAG.manifest.replace('blue: "1"', 'blue: "2"');
    const input = { entry, name, manifest, confirmed, namespace: "team-a", base: file.blob };
    await requestAndMerge(ana, portal, { ...input, operation: "update" });
  });
  await expect(ana.getByText(/^Someone changed this file\./)).toBeVisible();
  await ana.getByRole("button", { name: "Compare" }).click();
  await expect(ana.getByRole("figure", { name: /^Changes of / })).toContainText('+    blue: "2"');
  await ana.getByRole("button", { name: "Start from the current file" }).click();
  await expect(ana.getByText("Was The new page")).toBeVisible();
  await test.step("someone changes the object in the cluster only", async () => {
    const merged = { spec: { variants: { blue: "2" } } };
    await expect.poll(() => read(portal, FLAG), { timeout: 60_000 }).toMatchObject(merged);
    await patch(portal, FLAG, { spec: { variants: { blue: "3" } } });
  });
  await ana.getByRole("button", { name: "Review", exact: true }).click();
  const diff = ana.getByRole("figure", { name: /^Changes of / });
  await expect(diff).toContainText("+  description: The stock page # until spring");
  await expect(diff).toContainText('     blue: "2"');
  await test.step("the author and the approver see the drift", async () => {
    const isTold = (page: Page) =>
      expect(
        page.getByRole("table", { name: "Changed fields" }).getByRole("row", { name: "Variants › blue 2" }),
      ).toContainText(/2.*In cluster: 3.*2$/);
    await isTold(ana);
    await expectNothingFound(ana, "the review of a change that the cluster does not agree with");
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/**");
    const bo = await signIn(browser, portal.url, "Bo");
    await bo.goto(ana.url().replace("/requests/", "/approvals/"));
    await isTold(bo);
    await expect(bo.getByRole("heading", { name: "Confirmed as not secret" })).toBeVisible();
    await expect(bo.getByText("Reason: “A sample of the documentation.”")).toBeVisible();
  });
});
