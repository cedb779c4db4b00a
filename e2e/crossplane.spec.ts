import { KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { requestAndMerge } from "#bench/request";
import type { Demo } from "#demo/demo";
import type { GraphResponse } from "#lib/api/types";
import { approve, ask, reaches } from "./testing/journey";
import { expect, get, signIn, test } from "./testing/portal";

const NAMESPACE = "team-a";

/** The graph of an object in team-a, as the API tells it. */
async function readGraph(portal: Demo, api: string, name: string): Promise<GraphResponse> {
  const response = await get(portal, `/api/v1/resources/local/${api}/${NAMESPACE}/${name}/graph`);
  expect(response.status).toBe(200);
  return response.json();
}

/** Kinds from the root to each of its leaves, joined with ">". */
function pathsOf({ root, nodes, edges }: GraphResponse): string[] {
  const kinds = new Map(nodes.map(({ id, reference }) => [id, reference.kind]));
  const walk = (id: string, above: string[]): string[] => {
    const path = [...above, kinds.get(id) ?? "?"];
    const below = edges.filter(({ from }) => from === id);
    return below.length === 0 ? [path.join(">")] : below.flatMap(({ to }) => walk(to, path));
  };
  return walk(root, []);
}

/** Changes the tag of an App in the cluster itself, as whoever is on call would. */
async function setTag(portal: Demo, name: string, tag: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(portal.kubeconfig);
  const api = KubernetesObjectApi.makeApiClient(config);
  const app = {
    apiVersion: "platform.demo.vitrine.dev/v1",
    kind: "App",
    metadata: { name, namespace: NAMESPACE },
    spec: { tag },
  };
  await api.patch(app, undefined, undefined, undefined, undefined, "application/merge-patch+json");
}

test("an App goes from its form to Ready through Crossplane, and has a graph", async ({
  browser,
  portal,
}) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");

  await ask(ana, {
    search: "application",
    offer: "Application",
    name: "storefront",
    namespace: NAMESPACE,
    fields: {
      "Application name": "storefront",
      Image: "registry.example.com/shop/storefront",
      Tag: "1.4.2",
      "Host name": "shop.example.com",
    },
    path: "local/team-a/apps.platform.demo.vitrine.dev/storefront.yaml",
  });
  await approve(bo, "storefront");
  await reaches(ana, "Ready");

  await test.step("the graph shows all composed resources at every depth", async () => {
    await ana.getByRole("link", { name: "Open resource" }).click();
    await ana.getByRole("tab", { name: "Graph" }).click();
    for (const kind of ["Deployment", "Service", "Ingress", "Database", "StatefulSet"]) {
      await expect(ana.getByRole("treeitem", { name: new RegExp(kind) }).first()).toBeVisible();
    }
    const graph = await readGraph(portal, "platform.demo.vitrine.dev/v1/apps", "storefront");
    expect(pathsOf(graph)).toEqual(
      expect.arrayContaining([
        "App>Ingress",
        "App>Deployment>ReplicaSet>Pod",
        "App>Database>StatefulSet>Pod",
        "App>Database>CronJob",
      ]),
    );
    expect(graph).toMatchObject({ partial: false, rootCauses: [] });
  });

  await test.step("a part opens beside the graph", async () => {
    await ana
      .getByRole("treeitem", { name: /Deployment/ })
      .first()
      .click();
    const panel = ana.getByRole("complementary", { name: /storefront/ });
    await expect(panel.getByRole("row", { name: /^Available/ })).toBeVisible();
    await panel.getByRole("tab", { name: "YAML" }).click();
    await expect(panel.getByText("registry.example.com/shop/storefront:1.4.2")).toBeVisible();
  });
});

test("the request page names a failing part with its message until it recovers", async ({
  browser,
  portal,
}) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const id = await requestAndMerge(ana, portal, {
    entry: "xrd.local.apps.platform.demo.vitrine.dev",
    name: "typo",
    namespace: NAMESPACE,
    operation: "create",
    values: {
      spec: {
        id: "typo",
        image: "registry.example.com/shop/typo",
        tag: "does-not-exist",
        host: "typo.example.com",
      },
    },
  });
  await ana.goto(`/requests/${id}`);
  await reaches(ana, "Needs attention");
  const cause = ana.getByRole("main").getByRole("alert");
  await expect(cause.getByRole("link", { name: /^Pod typo-/ })).toBeVisible();
  await expect(cause).toContainText('Back-off pulling image "registry.example.com/shop/typo:does-not-exist"');

  await test.step("the link leads to the part in the graph", async () => {
    await cause.getByRole("link", { name: /^Pod typo-/ }).click();
    await expect(ana.getByRole("complementary", { name: /^Pod\s*typo-/ })).toContainText(
      "Back-off pulling image",
    );
    await ana.goBack();
  });

  await test.step("the cause disappears after a valid tag", async () => {
    await setTag(portal, "typo", "1.0.0");
    await reaches(ana, "Ready");
    await expect(cause).toBeHidden();
  });
});

test("the graph of a Promise's request contains pipeline, Work, state store, composite resource and parts", async ({
  browser,
  portal,
}) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const id = await requestAndMerge(ana, portal, {
    entry: "promise.local.postgresql",
    name: "ledger",
    namespace: NAMESPACE,
    operation: "create",
    values: { spec: {} },
  });
  await ana.goto(`/requests/${id}`);
  await reaches(ana, "Ready");
  const graph = await readGraph(portal, "data.demo.vitrine.dev/v1/postgresqls", "ledger");
  expect(pathsOf(graph)).toContain(
    "PostgreSQL>Job>Work>WorkPlacement>BucketStateStore>Database>StatefulSet>Pod",
  );
});

test("the graph of a claim contains claim, composite resource and parts", async ({ browser, portal }) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const id = await requestAndMerge(ana, portal, {
    entry: "xrd.local.xcaches.data.demo.vitrine.dev",
    name: "sessions",
    namespace: NAMESPACE,
    operation: "create",
    values: { spec: {} },
  });
  await ana.goto(`/requests/${id}`);
  await reaches(ana, "Ready");
  const graph = await readGraph(portal, "data.demo.vitrine.dev/v1/caches", "sessions");
  expect(pathsOf(graph)).toContain("Cache>XCache>StatefulSet>Pod");
});

test("one request creates a microservice: environment, database, application, builds and monitoring", async ({
  browser,
  portal,
}) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const id = await requestAndMerge(ana, portal, {
    entry: "promise.local.microservice",
    name: "checkout",
    namespace: NAMESPACE,
    operation: "create",
    values: {
      spec: {
        contact: "checkout@example.com",
        image: "registry.example.com/shop/checkout",
        tag: "2.0.0",
        host: "checkout.example.com",
        repository: "https://git.example.com/shop/checkout.git",
      },
    },
  });
  await ana.goto(`/requests/${id}`);
  await reaches(ana, "Ready");
  const paths = pathsOf(await readGraph(portal, "platform.demo.vitrine.dev/v1/microservices", "checkout"));
  for (const part of ["Environment", "PostgreSQL", "App", "BuildPipeline", "Monitoring"]) {
    expect(
      paths.some((path) => path.includes(`>BucketStateStore>${part}>`)),
      part,
    ).toBe(true);
  }
  expect(
    paths.some((path) =>
      path.endsWith(">PostgreSQL>Job>Work>WorkPlacement>BucketStateStore>Database>StatefulSet>Pod"),
    ),
  ).toBe(true);
});
