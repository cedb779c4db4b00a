import { changeTogether } from "./testing/change-journey";
import { approve, ask, askToRemove, flag, reaches } from "./testing/journey";
import { expect, signInAtStandIn, githubTest as test } from "./testing/portal";

test("two people create and remove a resource with pull requests of their own", async ({
  browser,
  github,
}) => {
  test.setTimeout(240_000);
  const ana = await signInAtStandIn(browser, github, "Ana");
  const bo = await signInAtStandIn(browser, github, "Bo");
  await ask(ana, flag("by-github"));
  await approve(bo, "by-github");
  await reaches(ana, "Ready");
  await ana.getByRole("link", { name: "Open resource" }).click();
  await askToRemove(ana, "by-github");
  await approve(bo, "by-github");
  await expect(ana.getByRole("listitem").filter({ hasText: "Gone" })).toContainText("Done", {
    timeout: 90_000,
  });
});

test("the portal shows what people do on the pages of the Git host", async ({ browser, github }) => {
  const ana = await signInAtStandIn(browser, github, "Ana");
  await ask(ana, flag("on-the-host"));
  const bo = await (await browser.newContext()).newPage();
  const link = await ana
    .getByRole("link", { name: /pull request/i })
    .first()
    .getAttribute("href");
  await bo.goto(link ?? "");
  await bo.getByRole("button", { name: /^Bo/ }).click();
  await bo.getByLabel("Comment").fill("Which checkout?");
  await bo.getByRole("button", { name: "Request changes" }).click();
  const reviews = ana.getByRole("list", { name: "Reviews" });
  await expect(reviews).toContainText("Bo requested changes");
  await expect(reviews).toContainText("Which checkout?");
  await bo.getByRole("button", { name: "Approve" }).click();
  await bo.getByRole("button", { name: "Merge the pull request" }).click();
  await reaches(ana, "Ready");
  expect(github.standIn?.violations()).toEqual([]);
});

test("two people adopt a resource, change it, and settle a conflict", async ({ browser, github }) => {
  test.setTimeout(240_000);
  const ana = await signInAtStandIn(browser, github, "Ana");
  const bo = await signInAtStandIn(browser, github, "Bo");
  await changeTogether(ana, bo, github);
  expect(github.standIn?.violations()).toEqual([]);
});
