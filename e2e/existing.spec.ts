import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { requestAndMerge } from "#bench/request";
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { applyObject, mergeObject } from "#demo/platform/objects";
import { allowRequests } from "./testing/allow-requests";
import { expectNothingFound } from "./testing/axe";
import { reaches } from "./testing/journey";
import { expect, signIn, test } from "./testing/portal";

const FLAG = "crd.local.featureflags.demo.vitrine.dev";
const GROUP = "versions.demo.vitrine.dev";
const CACHE = `crd.local.caches.${GROUP}`;
const CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Cy commits a file to the target branch with plain Git, and pushes it. */
function push(portal: Demo, path: string, content: string): void {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-push-"));
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, "index") };
  const as = ["-c", "safe.directory=*", "-c", "user.name=Cy", "-c", "user.email=cy@example.org"];
  const git = (args: string[], input?: string) =>
    execFileSync("git", [`--git-dir=${portal.repository}`, ...as, ...args], {
      encoding: "utf8",
      env,
      input,
    }).trim();
  git(["read-tree", "main"]);
  const blob = git(["hash-object", "-w", "--stdin"], content);
  git(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
  git([
    "update-ref",
    "refs/heads/main",
    git(["commit-tree", git(["write-tree"]), "-p", "main", "-m", "Add by hand"]),
  ]);
  rmSync(folder, { recursive: true });
}

function writeFlag(name: string, color: string): string {
  const spec = `spec:\n  description: The new page\n  defaultVariant: ${color}\n  variants:\n    ${color}: "1"\n`;
  return `apiVersion: demo.vitrine.dev/v1\nkind: FeatureFlag\nmetadata:\n  name: ${name}\n  namespace: team-a\n${spec}`;
}

/** Pushes a flag that its API refuses, so that the cluster never has it. */
function pushMisfit(portal: Demo, name: string): void {
  const misfit = writeFlag(`${name}-page`, "blue").replace("description: The", "description: [1] # The");
  push(portal, `by-hand/${name}.yaml`, misfit);
}

/** Pastes the manifest of a new feature flag into its form, and goes to the review. */
async function review(page: Page, name: string): Promise<void> {
  await page.goto(`/catalog/${FLAG}/new`);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), writeFlag(name, "green"));
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Paste a manifest" }).click();
  await expect(page.getByRole("textbox", { name: "YAML of the manifest" })).toBeFocused();
  await page.keyboard.press("Control+V");
  await expect(page.getByText("Pasted. The form shows the values.")).toBeVisible();
  await page.getByRole("button", { name: "Review", exact: true }).click();
}

test("a hand-written file is found at any path, and prevents a second request for its object", async ({
  browser,
  portal,
}) => {
  test.setTimeout(240_000);
  const path = "by-hand/flags/dark-page.yaml";
  push(portal, path, writeFlag("dark-page", "blue"));
  const ana = await signIn(browser, portal.url, "Ana");
  const page = "/resources/local/demo.vitrine.dev/v1/featureflags/team-a/dark-page";

  await test.step("the resource names the file, the commit and its author", async () => {
    await expect
      .poll(async () => (await ana.context().request.get(`${portal.url}/api/v1${page}`)).status(), {
        timeout: 90_000,
      })
      .toBe(200);
    await ana.goto(page);
    await expect(
      ana.getByText(/No request created this resource\. Cy committed by-hand\/flags\/dark-page\.yaml in/),
    ).toBeVisible();
    await expect(ana.getByText("In Git")).toBeVisible();
    await expectNothingFound(ana, "a resource that was committed by hand");
  });

  await test.step("the API refuses a new object of the same name, and names the file and the page", async () => {
    const input = { entry: FLAG, name: "dark-page", namespace: "team-a", operation: "create", values: {} };
    const post = (address: string, data: object) =>
      ana
        .context()
        .request.post(`${portal.url}/api/v1/${address}`, { headers: { origin: portal.url }, data });
    const { findings } = await (await post("requests/preview", input)).json();
    expect(findings).toMatchObject([
      { kind: "file-exists", path, blocks: true, resource: { name: "dark-page" } },
    ]);
    const refused = await post("requests", input);
    expect(refused.status()).toBe(409);
    expect(await refused.json()).toMatchObject({
      code: "already-exists",
      suggestion: expect.stringContaining(page),
    });
  });

  await test.step("the review of a new object names the file that has the object, although the cluster does not have it", async () => {
    pushMisfit(portal, "broken");
    await review(ana, "broken-page");
    await expect(
      ana.getByText("broken-page in team-a is already in Git: by-hand/broken.yaml.").first(),
    ).toBeVisible();
    await expect(ana.getByRole("button", { name: "Open pull request" })).toBeDisabled();
    await expectNothingFound(ana, "the review of an object that exists");
  });

  await test.step("an open request shows the file at once, and can no longer be approved", async () => {
    const manifest = writeFlag("late-page", "green");
    const input = { entry: FLAG, name: "late-page", namespace: "team-a", operation: "create", manifest };
    const { id } = await (
      await ana
        .context()
        .request.post(`${portal.url}/api/v1/requests`, { headers: { origin: portal.url }, data: input })
    ).json();
    const bo = await signIn(browser, portal.url, "Bo");
    await bo.goto(`/approvals/${id}`);
    await expect(bo.getByRole("button", { name: "Approve" })).toBeEnabled();
    pushMisfit(portal, "late");
    await expect(
      bo.getByText("late-page in team-a is already in Git: by-hand/late.yaml.").first(),
    ).toBeVisible();
    await expect(bo.getByRole("button", { name: "Approve" })).toBeDisabled();
    await expectNothingFound(bo, "the approval of an object that exists");
  });

  await test.step("a change goes to the file", async () => {
    await ana.goto(page);
    await ana.getByRole("link", { name: "Change", exact: true }).click();
    await expect(ana.getByRole("heading", { level: 1 })).toHaveText("Change dark-page");
    await ana.getByRole("textbox", { name: "What it switches" }).fill("The old page");
    await ana.getByRole("button", { name: "Review", exact: true }).click();
    await expect(ana.getByText(path).first()).toBeVisible();
  });
});

function defineCache(served: "v1" | "v2", fields: string[]) {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: "string" }]));
  const schema = {
    openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
  };
  return { name: served, served: true, storage: true, schema };
}

test("a request for a removed version can move to the served version", async ({ browser, portal }) => {
  test.setTimeout(240_000);
  const cluster = await openCluster(portal.kubeconfig);
  const name = `caches.${GROUP}`;
  const v1 = defineCache("v1", ["size", "engine"]);
  await applyObject(
    cluster,
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name, labels: { "vitrine.dev/offer": "true" } },
      spec: {
        group: GROUP,
        scope: "Namespaced",
        names: { kind: "Cache", plural: "caches", singular: "cache" },
        versions: [v1],
      },
    },
    "e2e",
  );
  await allowRequests(portal, GROUP, CACHE);
  const ana = await signIn(browser, portal.url, "Ana");
  const place = { entry: CACHE, namespace: "team-a", operation: "create" } as const;
  const values = { spec: { size: "small", engine: "redis" } };
  const merged = await requestAndMerge(ana, portal, { ...place, name: "done", values });
  const asked = await ana.context().request.post(`${portal.url}/api/v1/requests`, {
    headers: { origin: portal.url },
    data: { ...place, name: "open", values },
  });
  const { id } = await asked.json();
  await ana.goto(`/requests/${merged}`);
  await expect(ana.getByRole("link", { name: "Open resource" })).toBeVisible({ timeout: 90_000 });

  const versions = [{ ...v1, served: false, storage: false }, defineCache("v2", ["size", "plan"])];
  await mergeObject(cluster, `${CRD}/${name}`, { spec: { versions } });

  await test.step("the open request names the lost version, and moves to the next one with a list of the lost fields", async () => {
    await ana.goto(`/requests/${id}`);
    await expect(ana.getByText(/no longer serves Cache v1/)).toBeVisible({ timeout: 60_000 });
    await expect(ana.getByText(/v2 does not have these fields: Engine/)).toBeVisible();
    await ana.getByRole("link", { name: "Move to v2" }).click();
    await expect(ana.getByText(/they are left out: Engine/)).toBeVisible();
    await expect(ana.getByRole("textbox", { name: "Size" })).toHaveValue("small");
    await ana.getByRole("button", { name: "Review", exact: true }).click();
    await ana.getByRole("button", { name: "Open pull request" }).click();
    await ana.waitForURL((url) => url.pathname.startsWith("/requests/") && !url.pathname.endsWith(`/${id}`));
    await ana.goto(`/requests/${id}`);
    await reaches(ana, "Not created yet");
  });

  await test.step("the merged request links to the object in the served version", async () => {
    await ana.goto(`/requests/${merged}`);
    await ana.getByRole("link", { name: "Open resource" }).click();
    await expect(ana).toHaveURL(/\/v2\/caches\/team-a\/done/);
    await expect(ana.getByText(/names the version v1, which the cluster no longer serves/)).toBeVisible();
    await ana.goto(`/resources/local/${GROUP}/v1/caches/team-a/done`);
    await expect(ana.getByRole("heading", { level: 1 })).toContainText("done");
  });
});
