import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { expectNothingFound } from "./testing/axe";
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

test("a person changes one of two objects in a file, and the other one keeps its bytes", async ({
  browser,
  portal,
}) => {
  test.setTimeout(3 * 60_000);
  const path = "apps/flags.yaml";
  const write = (name: string, text: string) =>
    `apiVersion: demo.vitrine.dev/v1\nkind: FeatureFlag\nmetadata: { name: ${name}, namespace: team-a }\nspec:\n  description:   ${text} # in words\n`;
  const other = `# The other one.\n${write("keeps-bytes", "'Stays as it is'")}`;
  const shared = join(folder, "shared");
  await createBareRepository(shared, {
    branch: "main",
    files: { "README.md": "# Requests\n", [path]: `${other}--- # second\n${write("in-a-file", "Before")}` },
  });
  const file = join(folder, "shared.yaml");
  writeFileSync(
    file,
    `git: { provider: local, path: ${shared}, name: shared, branch: main, layout: documents, pathTemplate: "{namespace}.yaml" }\n`,
  );
  await portal.killPortal();
  await portal.startPortal({ VITRINE_GIT: "", VITRINE_CONFIG: file });
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");
  const switches = ana.getByRole("textbox", { name: "What it switches", exact: true });
  const git = createLocalProvider({ path: shared, name: "shared", branch: "main" });

  await test.step("Ana changes one object, and the review shows only its lines", async () => {
    await ana.goto("/resources/local/demo.vitrine.dev/v1/featureflags/team-a/in-a-file/change");
    await switches.fill("After");
    await ana.getByRole("button", { name: "Review", exact: true }).click();
    const diff = ana.getByRole("figure", { name: path });
    await expect(diff).toContainText("+  description:   After # in words");
    await expect(diff).not.toContainText("keeps-bytes");
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL("**/requests/shared-1");
  });

  await test.step("Ana requests two new objects, which share another file", async () => {
    for (const name of ["first-one", "second-one"]) {
      await ana.goto("/catalog/crd.local.featureflags.demo.vitrine.dev/new");
      await ana.getByRole("textbox", { name: "Name", exact: true }).fill(name);
      await ana.getByRole("combobox", { name: "Namespace" }).click();
      await ana.getByRole("option", { name: "team-a", exact: true }).click();
      await switches.fill("Shows it");
      await ana.getByRole("button", { name: "Review" }).click();
      await expect(ana.getByRole("figure", { name: "team-a.yaml" })).toContainText(`name: ${name}`);
      await ana.getByRole("button", { name: "Open pull request" }).click();
      await ana.waitForURL("**/requests/shared-*");
    }
  });

  await test.step("Bo approves and merges all of them", async () => {
    await bo.goto("/requests");
    await approve(bo, "in-a-file");
    // Each merge changes what a merge of the other request gives, so it has to be in Git before Bo looks at that.
    for (const name of ["first-one", "second-one"]) {
      await approve(bo, name);
      await expect
        .poll(async () => (await git.readFile("team-a.yaml"))?.content)
        .toContain(`name: ${name}\n`);
    }
    await expect
      .poll(async () => (await git.readFile("team-a.yaml"))?.content)
      .toMatch(/name: first-one\n[\s\S]*\n---\n[\s\S]*name: second-one\n/);
    const changed = await git.readFile(path);
    expect(changed?.content).toBe(`${other}--- # second\n${write("in-a-file", "After")}`);
  });
  git.dispose();
  await portal.killPortal();
  await portal.startPortal();
});

test("a kustomization lists each new file, and the review shows both files", async ({ browser, portal }) => {
  test.setTimeout(3 * 60_000);
  const list = "team-a/kustomization.yaml";
  const listed = join(folder, "listed");
  await createBareRepository(listed, {
    branch: "main",
    files: { "README.md": "# Requests\n", [list]: "# Team A\nresources:\n- hidden-entry.yaml\n" },
  });
  const file = join(folder, "listed.yaml");
  writeFileSync(
    file,
    `git: { provider: local, path: ${listed}, name: listed, branch: main, layout: kustomization, pathTemplate: "{namespace}/{name}.yaml" }\n`,
  );
  await portal.killPortal();
  await portal.startPortal({ VITRINE_GIT: "", VITRINE_CONFIG: file });
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");

  for (const name of ["in-list", "also-in-list"]) {
    await test.step(`Ana requests ${name}`, async () => {
      await ana.goto("/catalog/crd.local.featureflags.demo.vitrine.dev/new");
      await ana.getByRole("textbox", { name: "Name", exact: true }).fill(name);
      await ana.getByRole("combobox", { name: "Namespace" }).click();
      await ana.getByRole("option", { name: "team-a", exact: true }).click();
      await ana.getByRole("textbox", { name: "What it switches", exact: true }).fill("Shows it");
      await ana.getByRole("button", { name: "Review" }).click();
      await expect(ana.getByRole("figure", { name: `team-a/${name}.yaml` })).toContainText(`name: ${name}`);
      await expect(ana.getByRole("figure", { name: list })).toContainText(`+- ${name}.yaml`);
      await expect(ana.getByRole("figure", { name: list })).not.toContainText("hidden-entry");
      await ana.getByRole("button", { name: "Open pull request" }).click();
      await ana.waitForURL("**/requests/listed-*");
    });
  }

  await test.step("Bo sees both files, and merges both requests", async () => {
    await bo.goto("/approvals/listed-1");
    await expect(bo.getByRole("figure", { name: list })).toContainText("+- in-list.yaml");
    await expectNothingFound(bo, "the approval of a request with two files");
    const git = createLocalProvider({ path: listed, name: "listed", branch: "main" });
    const readList = async () => (await git.readFile(list))?.content;
    await approve(bo, "also-in-list");
    await expect.poll(readList).toContain("also-in-list.yaml");
    // The merge changed what a merge of the other request gives, so Bo looks at that.
    await bo.goto("/approvals/listed-1");
    await bo.getByRole("button", { name: "Approve" }).click();
    await bo.getByRole("button", { name: "Merge" }).click();
    await expect
      .poll(readList)
      .toBe("# Team A\nresources:\n- also-in-list.yaml\n- hidden-entry.yaml\n- in-list.yaml\n");
    git.dispose();
  });
  await portal.killPortal();
  await portal.startPortal();
});
