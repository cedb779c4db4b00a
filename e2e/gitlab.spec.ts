import type { Page } from "@playwright/test";
import { z } from "zod";
import type { Demo } from "#demo/demo";
import { changeTogether } from "./testing/change-journey";
import { approve, ask, askToRemove, flag, reaches } from "./testing/journey";
import { expect, signInAtStandIn, gitlabTest as test } from "./testing/portal";
import { expectDeliveries } from "./testing/webhook";

const seenRequest = z.object({ pullRequest: z.object({ state: z.string() }) });

/** A merge at the host is in the API at once, because the host delivers a webhook. */
async function expectSeen(page: Page, portal: Demo): Promise<void> {
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const readState = async () => {
    const answer = await page.request.get(`/api/v1/requests/${id}`);
    return seenRequest.parse(await answer.json()).pullRequest.state;
  };
  await expect.poll(readState, { timeout: 5_000, intervals: [50] }).toBe("merged");
  await expectDeliveries(portal);
}

test("two people create and remove a resource with merge requests of their own", async ({
  browser,
  gitlab,
}) => {
  test.setTimeout(240_000);
  const ana = await signInAtStandIn(browser, gitlab, "Ana");
  const bo = await signInAtStandIn(browser, gitlab, "Bo");
  await ask(ana, flag("by-gitlab"));
  await approve(bo, "by-gitlab");
  await reaches(ana, "Ready");
  await ana.getByRole("link", { name: "Open resource" }).click();
  await askToRemove(ana, "by-gitlab");
  await approve(bo, "by-gitlab");
  await expect(ana.getByRole("listitem").filter({ hasText: "Gone" })).toContainText("Done", {
    timeout: 90_000,
  });
});

test("the portal shows what people do on the pages of the Git host", async ({ browser, gitlab }) => {
  const ana = await signInAtStandIn(browser, gitlab, "Ana");
  await ask(ana, flag("on-the-host"));
  const bo = await (await browser.newContext()).newPage();
  const link = await ana
    .getByRole("link", { name: /(merge|pull) request/i })
    .first()
    .getAttribute("href");
  await bo.goto(link ?? "");
  await bo.getByRole("button", { name: /^Bo/ }).click();
  await bo.getByRole("button", { name: "Request changes" }).click();
  await expect(ana.getByRole("list", { name: "Reviews" })).toContainText("Bo requested changes");
  await bo.getByRole("button", { name: "Approve" }).click();
  await expect(ana.getByRole("list", { name: "Reviews" })).toContainText("Bo approved");
  await bo.getByRole("button", { name: "Merge", exact: true }).click();
  await expectSeen(ana, gitlab);
  await reaches(ana, "Ready");
  expect(gitlab.standIn?.violations()).toEqual([]);
});

test("two people adopt a resource, change it, and settle a conflict", async ({ browser, gitlab }) => {
  test.setTimeout(240_000);
  const ana = await signInAtStandIn(browser, gitlab, "Ana");
  const bo = await signInAtStandIn(browser, gitlab, "Bo");
  await changeTogether(ana, bo, gitlab);
  expect(gitlab.standIn?.violations()).toEqual([]);
});
