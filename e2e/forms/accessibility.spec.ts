import { z } from "zod";
import { expectNothingFound } from "../testing/axe";
import { expect, get, signIn, test } from "../testing/portal";
import { fillManifest } from "./fill-manifest";
import { offerWorkbench, RIGHT, WORKBENCH } from "./offer";

const catalog = z.object({ entries: z.array(z.object({ id: z.string(), requestable: z.boolean() })) });

test("axe finds no problem on the form of every offer with all groups unfolded", async ({
  browser,
  portal,
}) => {
  test.setTimeout(240_000);
  await offerWorkbench(portal);
  const listOffers = async () => {
    const { entries } = catalog.parse(await (await get(portal, "/api/v1/catalog")).json());
    return entries.filter(({ requestable }) => requestable);
  };
  await expect.poll(async () => (await listOffers()).length).toBeGreaterThan(8);
  const offers = await listOffers();
  const page = await signIn(browser, portal.url, "Ana");
  for (const { id } of offers) {
    await page.goto(`/catalog/${id}/new?open=all`);
    await page.getByRole("textbox", { name: "Name", exact: true }).first().waitFor();
    await page.getByRole("textbox", { name: "YAML of the manifest" }).waitFor();
    await expectNothingFound(page, id);
  }
  // Folded, one is as the other.
  await page.goto(`/catalog/${WORKBENCH}/new`);
  await page.getByRole("textbox", { name: "YAML of the manifest" }).waitFor();
  await expectNothingFound(page, "folded");
});

test("axe finds no problem on a form with errors and on the review", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  const review = page.getByRole("button", { name: "Review", exact: true });
  const editor = page.getByRole("textbox", { name: "YAML of the manifest" });
  await offerWorkbench(portal);
  await page.goto(`/catalog/${WORKBENCH}/new?open=all`);

  await test.step("fields with errors", async () => {
    await page.getByRole("button", { name: "Add to Tags" }).click();
    await page.getByRole("textbox", { name: "Tags 1" }).fill("blue");
    await page.getByRole("button", { name: "Add to Labels" }).click();
    await page.getByRole("textbox", { name: "Key of the new entry" }).fill("colour");
    await page.getByRole("textbox", { name: "Value of colour" }).fill("crimson");
    await page.getByRole("button", { name: "Add to Ports" }).click();
    await page.getByRole("textbox", { name: "Ratio" }).fill("lots");
    await review.click();
    await expect(page.getByText(/Fix \d+ errors?:/)).toBeVisible();
    await expectNothingFound(page, "errors in the form");
  });

  await test.step("the YAML with errors, and the list of suggestions", async () => {
    await page.setViewportSize({ width: 1024, height: 800 });
    await page.getByRole("radio", { name: "YAML" }).click();
    await expect(page.getByText(/problems\. Press F8 to go to the next one/)).toBeVisible();
    await editor.press("Control+End");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+Space");
    await expect(page.getByRole("option").first()).toBeVisible();
    await expectNothingFound(page, "YAML with errors and completion");
  });

  await test.step("invalid YAML", async () => {
    await fillManifest(page, "spec: [");
    await expect(page.getByText("The form shows the last valid YAML.")).toBeVisible();
    await expectNothingFound(page, "YAML that cannot be read");
    await page.getByRole("button", { name: "Restore" }).click();
  });

  await test.step("the review", async () => {
    await fillManifest(page, RIGHT);
    await review.click();
    await expect(page.getByText("The form is valid")).toBeVisible();
    await expectNothingFound(page, "review");
    await page.getByRole("radio", { name: "YAML" }).click();
    await expectNothingFound(page, "review, YAML");
  });
});
