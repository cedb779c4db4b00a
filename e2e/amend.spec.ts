import type { Page } from "@playwright/test";
import type { Demo } from "#demo/demo";
import { expectNothingFound } from "./testing/axe";
import { approve, ask, reaches } from "./testing/journey";
import { expect, signIn, test } from "./testing/portal";

const ENTRY = "promise.local.postgresql";
const NAME = "billing-db";
const PAGE = `/resources/local/data.demo.vitrine.dev/v1/postgresqls/team-a/${NAME}`;

/** Ana adds to her open request from elsewhere, as a script does. */
async function amendElsewhere(ana: Page, portal: Demo, id: string, storage: string): Promise<void> {
  const { request } = ana.context();
  const { commit, file } = await (await request.get(`${portal.url}/api/v1/requests/${id}/file`)).json();
  const manifest = `${file.content.trimEnd()}\n  storage:\n    size: ${storage}\n`;
  const place = { entry: ENTRY, name: NAME, namespace: "team-a" };
  const data = {
    ...place,
    manifest,
    operation: "update",
    base: file.blob,
    amends: { request: id, commit },
  };
  const answer = await request.post(`${portal.url}/api/v1/requests`, {
    headers: { origin: portal.url },
    data,
  });
  expect(answer.status(), await answer.text()).toBe(201);
  expect((await answer.json()).id).toBe(id);
}

test("Ana adds changes to her open requests, and Bo approves each request again", async ({
  browser,
  portal,
}) => {
  test.setTimeout(300_000);
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");
  const path = `local/team-a/postgresqls.data.demo.vitrine.dev/${NAME}.yaml`;
  await ask(ana, { search: "postgres", offer: "PostgreSQL", name: NAME, namespace: "team-a", path });
  const id = ana.url().split("/").at(-1) ?? "";
  const size = (name: string) => ana.getByRole("radio", { name });
  const review = ana.getByRole("button", { name: "Review", exact: true });
  const add = ana.getByRole("button", { name: "Add to pull request" });

  await test.step("Bo approves the new database", async () => {
    await bo.goto(`/approvals/${id}`);
    await bo.getByRole("button", { name: "Approve" }).click();
    await expect(bo.getByRole("button", { name: "Merge" })).toBeEnabled();
  });

  await test.step("Ana edits the request, and the page says that her change ends the approval", async () => {
    await ana.goto(`/requests/${id}`);
    await ana.getByRole("link", { name: "Edit request" }).click();
    await expect(ana.getByRole("heading", { level: 1 })).toContainText(`Edit the request for ${NAME}`);
    await expect(ana.getByText(/Bo approved the request\. .* needs a new approval/)).toBeVisible();
    await size("medium").click();
    await expectNothingFound(ana, "the form of an open request");
    await review.click();
    await expect(ana.getByRole("heading", { name: "New in this change" })).toBeVisible();
    await expect(ana.getByRole("heading", { name: "New file" })).toBeVisible();
    await expectNothingFound(ana, "the review of a change of an open request");
    await add.click();
    await ana.waitForURL(`**/requests/${id}`);
    await expect(ana.getByText("Held for approval").first()).toBeVisible();
  });

  await test.step("Bo sees the new value, approves again and merges", async () => {
    await expect(bo.getByText("medium").first()).toBeVisible();
    await expect(bo.getByRole("button", { name: "Merge" })).toHaveCount(0);
    await approve(bo, NAME);
    await reaches(ana, "Ready");
  });

  await test.step("a second change opens with the values of the open one", async () => {
    await ana.goto(`${PAGE}/change`);
    await size("large").click();
    await review.click();
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/**");
    await ana.goto(PAGE);
    await ana.getByRole("link", { name: "Change", exact: true }).click();
    await expect(ana.getByRole("heading", { level: 1 })).toContainText(`Edit the request for ${NAME}`);
    await expect(size("large")).toBeChecked();
  });

  await test.step("a second request is a choice", async () => {
    await ana.getByRole("link", { name: "Open a second request instead" }).click();
    await expect(ana.getByRole("heading", { level: 1 })).toHaveText(`Change ${NAME}`);
    await expect(size("medium")).toBeChecked();
    await ana.goBack();
  });

  await test.step("a change from elsewhere loses nothing", async () => {
    await size("small").click();
    const [request] = (
      await (await ana.context().request.get(`${portal.url}/api/v1/requests?limit=1`)).json()
    ).requests;
    await amendElsewhere(ana, portal, request.id, "20Gi");
    await expect(ana.getByText(/^Someone changed this file\./)).toBeVisible();
    await ana.getByRole("button", { name: "Start from the current file" }).click();
    await expect(size("small")).toBeChecked();
    await review.click();
    const diff = ana.getByRole("figure", { name: /^Changes of / });
    await expect(diff.first()).toContainText("+  size: small");
    await expect(diff.last()).toContainText("20Gi");
    await add.click();
    await ana.waitForURL(`**/requests/${request.id}`);
    await approve(bo, NAME);
    await expect(ana.getByText("Held for approval")).toHaveCount(0);
  });
});
