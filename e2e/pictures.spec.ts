/** The pictures of README.md and docs/, of pages as they are: `npm run pictures`. */
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { requestAndMerge } from "#bench/request";
import type { Demo } from "#demo/demo";
import { type RealKind, readRealSchema } from "#demo/local-stack/real-schemas";
import { openStack } from "#demo/local-stack/stack";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { allowRequests } from "./testing/allow-requests";
import { reaches } from "./testing/journey";
import { expect, signIn, test } from "./testing/portal";

const APP = "xrd.local.apps.platform.demo.vitrine.dev";
const POSTGRESQL = "promise.local.postgresql";
const NAMESPACE = "team-a";

type Scheme = "light" | "dark";

const BOTH: Scheme[] = ["light", "dark"];

/** Takes a page once it is loaded, with the YAML at the start of its lines. */
async function photograph(page: Page, name: string, schemes: readonly Scheme[] = BOTH) {
  await expect(page.locator(".animate-skeleton")).toHaveCount(0);
  for (const editor of await page.locator(".cm-scroller").all())
    await editor.evaluate((element) => element.scrollTo({ left: 0 }));
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const path = fileURLToPath(new URL(`../docs/images/${name}-${colorScheme}.png`, import.meta.url));
    await page.screenshot({ path, animations: "disabled" });
  }
}

interface Manifest {
  apiVersion: string;
  kind: string;
  name: string;
  /** The lines of the spec, without their indent. */
  spec: readonly string[];
}

function write({ apiVersion, kind, name, spec }: Manifest): string {
  const head = [`apiVersion: ${apiVersion}`, `kind: ${kind}`, "metadata:", `  name: ${name}`];
  return [...head, `  namespace: ${NAMESPACE}`, "spec:", ...spec.map((line) => `  ${line}`)].join("\n");
}

/** Opens the form at `path` and writes the manifest beside it, which fills the form. */
async function fillForm(page: Page, path: string, manifest: Manifest) {
  await page.goto(`/catalog/${path}`);
  await page.getByRole("textbox", { name: "YAML of the manifest" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(write(manifest));
  await expect(page.locator('[data-field="/metadata/name"] input')).toHaveValue(manifest.name);
  await expect(page.getByText(`Free in ${NAMESPACE}`)).toBeVisible();
  await page.getByRole("heading", { level: 1 }).click();
}

/** Offers a kind that nobody here wrote. Resolves with its catalog entry. */
async function offerRealKind(portal: Demo, kind: RealKind): Promise<string> {
  const stack = openStack();
  const { crd } = await readRealSchema(kind, stack.run).finally(stack.close);
  await applyObject(await openCluster(portal.kubeconfig), crd, "e2e");
  const entry = `crd.local.${crd.metadata.name}`;
  await allowRequests(portal, crd.spec.group, entry);
  return entry;
}

const app = (name: string, tag: string) => ({
  entry: APP,
  name,
  namespace: NAMESPACE,
  operation: "create" as const,
  values: {
    spec: { id: name, image: `registry.example.com/shop/${name}`, tag, host: `${name}.example.com` },
  },
});

test("requests, resources and the graph", { tag: "@pictures" }, async ({ browser, portal }) => {
  test.setTimeout(300_000);
  const ana = await signIn(browser, portal.url, "Ana");
  const healthy = await requestAndMerge(ana, portal, app("webshop", "1.4.2"));
  const failing = await requestAndMerge(ana, portal, app("pricing", "does-not-exist"));
  await ana.goto(`/requests/${healthy}`);
  await reaches(ana, "Ready");
  await ana.goto(`/requests/${failing}`);
  await reaches(ana, "Needs attention");
  await expect(ana.getByText(/Back-off pulling image/).first()).toBeVisible();
  await photograph(ana, "request", ["dark"]);
  const apps = "/resources/local/platform.demo.vitrine.dev/v1/apps/team-a";
  await ana.goto(`${apps}/pricing?view=graph`);
  await expect(ana.getByRole("treeitem", { name: /Pod/ }).first()).toBeVisible();
  await photograph(ana, "graph", ["light"]);
  await ana.goto(`${apps}/webshop?view=graph&node=local%2Fapps%2FDeployment%2Fteam-a%2Fwebshop`);
  await expect(ana.getByRole("row", { name: /^Available/ })).toBeVisible();
  await photograph(ana, "resource", ["dark"]);
  await ana.goto("/resources?show=all");
  await expect(ana.getByRole("link", { name: "Open pricing" })).toBeVisible();
  await photograph(ana, "resources", ["light"]);
  await ana.goto("/catalog");
  await expect(ana.getByRole("link", { name: "PostgreSQL", exact: true })).toBeVisible();
  await photograph(ana, "catalog", ["light"]);
});

test("forms of the demo's offers", { tag: "@pictures" }, async ({ browser, portal }) => {
  test.setTimeout(300_000);
  const page = await signIn(browser, portal.url, "Ana");
  await fillForm(page, `${APP}/new`, {
    apiVersion: "platform.demo.vitrine.dev/v1",
    kind: "App",
    name: "storefront-preview",
    spec: [
      "id: storefront",
      "image: registry.example.com/shop/storefront",
      "tag: 1.5.0-rc.1",
      "host: preview.shop.example.com",
    ],
  });
  await photograph(page, "form", ["light"]);

  await fillForm(page, `${POSTGRESQL}/new`, {
    apiVersion: "data.demo.vitrine.dev/v1",
    kind: "PostgreSQL",
    name: "orders-db",
    spec: ["database: orders", "highAvailability: true", "size: medium"],
  });
  await photograph(page, "form-postgresql");

  await fillForm(page, "crd.local.featureflags.demo.vitrine.dev/new", {
    apiVersion: "demo.vitrine.dev/v1",
    kind: "FeatureFlag",
    name: "new-checkout",
    spec: [
      "defaultVariant: green",
      "description: The new checkout page",
      "variants:",
      '  "on": blue',
      '  "off": grey',
    ],
  });
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByText("Fix 1 error:")).toBeVisible();
  await photograph(page, "form-feature-flag");

  await fillForm(page, "xrd.local.monitorings.observability.demo.vitrine.dev/new", {
    apiVersion: "observability.demo.vitrine.dev/v1",
    kind: "Monitoring",
    name: "checkout-health",
    spec: [
      "target: https://checkout.example.com/health",
      "alerts:",
      "  contact: checkout@example.com",
      "region: eu-1",
    ],
  });
  await page.getByRole("button", { name: "Unfold all" }).click();
  await page.locator('[data-field="/spec/region"]').evaluate((field) => field.scrollIntoView());
  await page.getByRole("combobox", { name: "Place" }).click();
  await expect(page.getByRole("option", { name: /Amsterdam/ })).toBeVisible();
  await photograph(page, "form-monitoring");
});

test("forms of third-party APIs", { tag: "@pictures" }, async ({ browser, portal }) => {
  test.setTimeout(300_000);
  const page = await signIn(browser, portal.url, "Ana");
  await fillForm(page, `${await offerRealKind(portal, "Prometheus")}/new`, {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "Prometheus",
    name: "metrics",
    spec: ["{}"],
  });
  await page.keyboard.press("/");
  await page.keyboard.type("retention");
  await expect(page.getByText("6 fields")).toBeVisible();
  await photograph(page, "form-prometheus");

  await fillForm(page, `${await offerRealKind(portal, "HTTPRoute")}/new?open=all`, {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    name: "shop",
    spec: [
      "hostnames:",
      "  - shop.example.com",
      "  - www.shop.example.com",
      "rules:",
      "  - matches:",
      "      - {}",
    ],
  });
  await page.locator('[data-field="/spec/hostnames"]').evaluate((field) => field.scrollIntoView());
  await photograph(page, "form-httproute");

  await fillForm(page, `${await offerRealKind(portal, "Cluster")}/new?open=all`, {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    name: "orders",
    spec: ["superuserSecret:", "  name: orders-superuser"],
  });
  const secret = page.locator('[data-field="/spec/superuserSecret"]');
  await secret.evaluate((field) => field.scrollIntoView({ block: "center" }));
  await photograph(page, "form-cluster");
});

test("a changed field", { tag: "@pictures" }, async ({ browser, portal }) => {
  const page = await signIn(browser, portal.url, "Ana");
  const manifest = write({
    apiVersion: "data.demo.vitrine.dev/v1",
    kind: "PostgreSQL",
    name: "orders",
    spec: ["size: small # enough until spring", "storage:", "  size: 20Gi # grows by 1 Gi a month"],
  });
  await requestAndMerge(page, portal, {
    entry: POSTGRESQL,
    name: "orders",
    namespace: NAMESPACE,
    operation: "create",
    manifest: `# Orders of the web shop\n${manifest}\n`,
  });
  await page.goto("/resources/local/data.demo.vitrine.dev/v1/postgresqls/team-a/orders/change");
  await page.getByText("medium", { exact: true }).first().click();
  await expect(page.getByText("Was small")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "YAML of the manifest" })).toContainText("medium");
  await photograph(page, "form-change");
});
