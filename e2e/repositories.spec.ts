import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { approve } from "./testing/journey";
import { expect, get, signIn, test } from "./testing/portal";

const folder = mkdtempSync(join(tmpdir(), "vitrine-repositories-"));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a portal with a configuration file sends requests to several repositories", async ({
  browser,
  portal,
}) => {
  test.setTimeout(3 * 60_000);
  const [own, spare] = [join(folder, "own"), join(folder, "spare")];
  for (const path of [own, spare])
    await createBareRepository(path, { branch: "main", files: { "README.md": "# Requests\n" } });
  const file = join(folder, "vitrine.yaml");
  writeFileSync(
    file,
    `repositories:
  - { provider: local, path: ${portal.repository}, name: platform-requests, branch: main }
  - { provider: local, path: ${spare}, name: spare, branch: main, pathTemplate: "{namespace}/{kind}-{name}.yaml" }
  - { provider: local, path: ${own}, name: team-a, branch: main, accepts: { namespaces: ["team-a"] } }
`,
  );
  await portal.killPortal();
  await portal.startPortal({ VITRINE_GIT: "", VITRINE_CONFIG: file });
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");

  const fill = async (name: string, namespace: string) => {
    await ana.goto("/catalog/crd.local.featureflags.demo.vitrine.dev/new");
    await ana.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await ana.getByRole("combobox", { name: "Namespace" }).click();
    await ana.getByRole("option", { name: namespace, exact: true }).click();
    await ana.getByRole("textbox", { name: "What it switches", exact: true }).fill("Shows the new checkout");
    await ana.getByRole("button", { name: "Review" }).click();
  };
  const target = ana.getByRole("region", { name: "Where the pull request goes" });

  await test.step("A rule chooses the repository", async () => {
    await fill("by-rule", "team-a");
    await expect(target).toContainText("team-a");
    await expect(target.getByRole("combobox")).toBeHidden();
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/team-a-1");
  });

  await test.step("Ana chooses one of two repositories, and a reload keeps the choice", async () => {
    await fill("by-hand", "team-b");
    const choice = target.getByRole("combobox", { name: "Repository" });
    await expect(choice).toHaveText("platform-requests");
    await choice.click();
    await ana.getByRole("option", { name: "spare" }).click();
    await expect(ana.getByText("team-b/FeatureFlag-by-hand.yaml")).toBeVisible();
    await expect(choice).toBeFocused();
    await ana.reload();
    await expect(choice).toHaveText("spare");
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/spare-1");
  });

  await test.step("Bo approves and merges both, each in its own repository", async () => {
    await bo.goto("/requests");
    await approve(bo, "by-hand");
    await approve(bo, "by-rule");
    await expect
      .poll(async () => (await get(portal, "/api/v1/requests?state=merged")).json())
      .toMatchObject({
        requests: expect.arrayContaining([
          expect.objectContaining({ id: "spare-1" }),
          expect.objectContaining({ id: "team-a-1" }),
        ]),
      });
  });

  await test.step("The same name in another repository is refused", async () => {
    await fill("by-hand", "team-b");
    await expect(ana.getByText(/spare: team-b\/featureflag-by-hand.yaml/).first()).toBeVisible();
  });
  await portal.killPortal();
  await portal.startPortal();
});
