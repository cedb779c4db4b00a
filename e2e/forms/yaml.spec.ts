import { parse } from "yaml";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { expect, signIn, test } from "../testing/portal";
import { fillManifest } from "./fill-manifest";
import { offerWorkbench, RIGHT, WORKBENCH } from "./offer";

test.beforeAll(({ portal }) => offerWorkbench(portal));

const WRITTEN = `# For the yard
apiVersion: proof.demo.vitrine.dev/v1
kind: Workbench
metadata:
  name: bench # short
  namespace: team-a
  labels:
    yard: "7"
spec:
  owner: yard
  copies: 2 # until winter
  tier: small
  image: registry.example.com/yard/bench
  extra:
    colour: blue # unlike the others
  shelf: oak
`;

test("form and YAML follow each other and keep everything that has no field", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await page.goto(`/catalog/${WORKBENCH}/new?open=all`);
  const editor = page.getByRole("textbox", { name: "YAML of the manifest" });
  const copies = page.getByRole("textbox", { name: "Copies" });
  const copiesError = page.getByText("Copies must be 1–9.");

  await test.step("the form follows the YAML", async () => {
    await fillManifest(page, WRITTEN);
    await expect(copies).toHaveValue("2");
    await expect(page.getByRole("radio", { name: "small" })).toBeChecked();
    await expect(
      page.getByText("Shelf is not a field of this offer. The cluster would drop it."),
    ).toBeVisible();
  });

  await test.step("the YAML follows the form and keeps comments and unknown keys", async () => {
    await copies.fill("3");
    await page.getByRole("textbox", { name: "Motto" }).fill("bold");
    for (const line of [
      "copies: 3 # until winter",
      "motto: bold",
      "# For the yard",
      "blue # unlike",
      "shelf: oak",
    ])
      await expect(editor).toContainText(line);
  });

  await test.step("the form and the YAML show the same error", async () => {
    await copies.fill("12");
    await copies.blur();
    await expect(copiesError).toBeVisible();
    await expect(page.getByText(/problems?\. Press F8 to go to the next one/)).toBeVisible();
    await editor.press("Control+Home");
    await page.keyboard.press("F8");
    const said = page.getByRole("region", { name: "YAML" }).getByRole("status");
    await expect(said.filter({ hasText: "Copies must be 1–9." })).toBeVisible();
  });

  await test.step("invalid YAML loses no values", async () => {
    await fillManifest(page, `${WRITTEN}  git: [\n`);
    await expect(page.getByText("The form shows the last valid YAML.")).toBeVisible();
    await expect(copies).toHaveValue("12");
    await page.getByRole("button", { name: "Restore" }).click();
    await expect(editor).toContainText("copies: 12 # until winter");
    await copies.fill("3");
  });

  await test.step("the file equals the YAML in the editor", async () => {
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await page
      .getByRole("radiogroup", { name: "Show the file as" })
      .getByRole("radio", { name: "YAML" })
      .click();
    const file = page.getByRole("region", { name: "New file" });
    for (const line of [
      "# For the yard",
      "copies: 3 # until winter",
      'yard: "7"',
      "blue # unlike the others",
    ])
      await expect(file).toContainText(line);
  });
});

test("a form starts from an example or from an existing resource", async ({ browser, portal }) => {
  const cluster = await openCluster(portal.kubeconfig);
  const standing = parse(RIGHT);
  await applyObject(cluster, { ...standing, metadata: { ...standing.metadata, name: "standing" } }, "e2e");
  const page = await signIn(browser, portal.url, "Ana");
  const startFrom = async (option: RegExp) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Start from…" }).click();
    await page.getByRole("region", { name: "Start from" }).getByRole("combobox").click();
    await page.getByRole("option", { name: option }).first().click();
  };

  await test.step("the form takes the values of an existing resource under another name, and Undo restores it", async () => {
    await page.goto(`/catalog/${WORKBENCH}/new`);
    const owner = page.getByRole("textbox", { name: "Owner" });
    await owner.fill("mine");
    await startFrom(/^standing in team-a/);
    await expect(page.getByText("The form has the values of standing, but not its name.")).toBeVisible();
    await expect(owner).toHaveValue("yard");
    await expect(page.getByRole("textbox", { name: "Name", exact: true })).not.toHaveValue("standing");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(owner).toHaveValue("mine");
  });

  await test.step("the form takes the values of an example", async () => {
    await page.goto("/catalog/promise.local.postgresql/new");
    await startFrom(/./);
    await expect(page.getByText(/^The form has the values of .*, but not its name\.$/)).toBeVisible();
    await expect(page.getByText(/\d set/).first()).toBeVisible();
  });
});

test("options come from the cluster and depend on another field", async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  await page.goto("/catalog/xrd.local.monitorings.observability.demo.vitrine.dev/new?open=all");
  const place = page.getByRole("combobox", { name: "Place" });
  const expectOffered = async (region: string, places: RegExp[]) => {
    await page.getByRole("combobox", { name: "Region" }).click();
    await page.getByRole("option", { name: region }).click();
    await place.click();
    await expect(page.getByRole("option")).toHaveText(places);
    await page.keyboard.press("Escape");
  };
  await expect(place).toHaveText(/first/);
  await expectOffered("Europe", [/^Amsterdam/, /^Milan/]);
  await expectOffered("North America", [/^Dallas/, /^Toronto/]);
});

test("a secret reaches neither Git nor the draft, and a similar value can be confirmed", async ({
  browser,
  portal,
}) => {
  const page = await signIn(browser, portal.url, "Ana");
  await page.goto(`/catalog/${WORKBENCH}/new?open=all`);
  await fillManifest(page, RIGHT);
  const note = page.getByRole("textbox", { name: "Note" });
  // In two parts, so that nobody's scanner takes the test for a leak.
  const token = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;

  await test.step("the field refuses a token", async () => {
    await note.fill(token);
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await expect(note).toBeFocused();
    await expect(note).toHaveAccessibleDescription(/This looks like a GitHub token/);
    await expect(page.getByText(/Draft saved/)).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(token);
    await page.getByRole("button", { name: "Remove the value of Note" }).click();
    await expect(note).toHaveValue("");
  });

  await test.step("a person can confirm that a value is not a secret", async () => {
    await page.getByRole("textbox", { name: "YAML of Extra" }).fill("apiKey: x8Kd92mQp4Rt7Zw1");
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await page.getByRole("button", { name: /^This is not a secret/ }).click();
    await page.getByRole("textbox", { name: /^Why is/ }).fill("A sample of the documentation.");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await expect(page.getByText("The form is valid")).toBeVisible();
  });
});
