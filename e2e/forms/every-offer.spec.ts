import type { Locator, Page } from "@playwright/test";
import { expect, signIn, test } from "../testing/portal";
import { offerWorkbench, PASTED, WORKBENCH } from "./offer";
import { WRONG } from "./wrong-answers";

test.beforeAll(({ portal }) => offerWorkbench(portal));

/** Pastes over the manifest, as somebody does who has one. */
async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Paste a manifest" }).click();
  await expect(page.getByRole("textbox", { name: "YAML of the manifest" })).toBeFocused();
  await page.keyboard.press("Control+V");
}

test("every error is shown at its field, keeps the typed value, and gets the focus in order", async ({
  browser,
  portal,
}) => {
  test.setTimeout(240_000);
  const page = await signIn(browser, portal.url, "Ana");
  const review = page.getByRole("button", { name: "Review", exact: true });
  await page.goto(`/catalog/${WORKBENCH}/new?open=all`);

  await test.step("the invalid values are entered", async () => {
    await paste(page, PASTED);
    await expect(page.getByText("Pasted. The form shows the values.")).toBeVisible();
    for (const { field, typedInto = field, prepare, typed } of WRONG) {
      await prepare?.(page);
      if (typed !== undefined) await typedInto(page).fill(typed);
    }
  });

  await test.step("each field shows its error and keeps the entered value", async () => {
    await review.click();
    await expect(page.getByText(`Fix ${WRONG.length} errors:`)).toBeVisible();
    for (const { what, field, typedInto = field, typed, says } of WRONG) {
      await expect.soft(page.getByRole("main").getByText(says).first(), what).toBeVisible();
      if (typed !== undefined) expect.soft(await readControl(typedInto(page)), what).toBe(typed);
    }
  });

  await page.getByRole("button", { name: "Fold all" }).click();
  for (const [index, { what, field, mend }] of WRONG.entries()) {
    await test.step(`${what}: the field has the focus in an unfolded group until its value is valid`, async () => {
      await review.click();
      await expect(page.getByText(new RegExp(`^Fix ${WRONG.length - index} errors?:$`))).toBeVisible();
      await expect(field(page)).toBeFocused();
      if (typeof mend === "string") await field(page).fill(mend);
      else await mend(page);
    });
  }
  await review.click();
  await expect(page.getByText("The form is valid")).toBeVisible();
});

/** What a field holds, and what an editor does. */
async function readControl(control: Locator): Promise<string> {
  return control.evaluate((element) =>
    element instanceof HTMLInputElement ? element.value : (element.textContent ?? ""),
  );
}
