/**
 * How soon a request's open page says why a part of it fails. An App is requested and Ready; then one of its Pods is
 * made to say, in its status, that it cannot start, each time in other words. Times run from the API server's answer
 * to the frame that shows the words.
 */
import { CoreV1Api, KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { chromium, type Page } from "@playwright/test";
import { browserOptions, signInAs } from "#bench/browser";
import { formatTable, type Row, writeSection } from "#bench/report";
import { requestAndMerge } from "#bench/request";
import { type Demo, startDemo } from "#demo/demo";

const ROUNDS = 20;
const BUDGET = 1000;
const NAMESPACE = "team-a";
const NAME = "brittle";

/** Resolves with the page's clock (ms since the epoch) at the first frame whose text has, or lacks, the words. */
async function textIs(page: Page, words: string, shown: boolean): Promise<number> {
  const handle = await page.waitForFunction(
    ({ words, shown }) =>
      document.querySelector("main")?.textContent?.includes(words) === shown && Date.now(),
    { words, shown },
    { polling: "raf", timeout: 60_000 },
  );
  return Number(await handle.jsonValue());
}

/** A Pod of the App's own Deployment. */
async function findPod(api: CoreV1Api): Promise<V1Pod> {
  const { items } = await api.listNamespacedPod({ namespace: NAMESPACE });
  const pod = items.find(({ metadata }) => metadata?.name?.startsWith(`${NAME}-`));
  if (!pod?.metadata?.name) throw new Error(`No Pod of ${NAME} in ${NAMESPACE}.`);
  return pod;
}

/** Writes the Pod's status as a kubelet would. */
async function setStatus(api: CoreV1Api, pod: V1Pod, status: V1Pod["status"]): Promise<number> {
  const { name = "" } = pod.metadata ?? {};
  const path = { name, namespace: NAMESPACE };
  const now = await api.readNamespacedPodStatus(path);
  await api.replaceNamespacedPodStatus({ ...path, body: { ...now, status } });
  return Date.now();
}

function failing({ status }: V1Pod, message: string): V1Pod["status"] {
  const [first, ...others] = status?.containerStatuses ?? [];
  if (!first) throw new Error("The Pod has no container status.");
  const waiting = { reason: "CrashLoopBackOff", message };
  const broken = { ...first, ready: false, started: false, state: { waiting } };
  const unready = new Set(["Ready", "ContainersReady"]);
  const conditions = status?.conditions?.map((condition) =>
    unready.has(condition.type) ? { ...condition, status: "False", reason: "ContainersNotReady" } : condition,
  );
  return { ...status, conditions, containerStatuses: [broken, ...others] };
}

async function measureAll(demo: Demo): Promise<Row> {
  await demo.whenReady();
  const config = new KubeConfig();
  config.loadFromFile(demo.kubeconfig);
  const api = config.makeApiClient(CoreV1Api);
  const browser = await chromium.launch(browserOptions);
  const samples: number[] = [];
  try {
    const page = await signInAs(browser, demo.url, "Ana");
    const id = await requestAndMerge(page, demo, {
      entry: "xrd.local.apps.platform.demo.vitrine.dev",
      name: NAME,
      namespace: NAMESPACE,
      operation: "create",
      values: {
        spec: { id: NAME, image: "ghcr.io/example/brittle", tag: "1.0.0", host: "brittle.example.com" },
      },
    });
    await page.goto(`/requests/${id}`);
    await page.locator("[data-testid=page-state]", { hasText: /^Ready$/ }).waitFor({ timeout: 90_000 });
    const pod = await findPod(api);
    for (let round = 0; round < ROUNDS; round += 1) {
      const words = `back-off restarting, attempt ${round + 1} of ${Date.now()}`;
      const [shown, broken] = await Promise.all([
        textIs(page, words, true),
        setStatus(api, pod, failing(pod, words)),
      ]);
      samples.push(shown - broken);
      console.error(`  failure ${round + 1} of ${ROUNDS}: ${shown - broken} ms`);
      await Promise.all([textIs(page, words, false), setStatus(api, pod, pod.status)]);
    }
  } finally {
    await browser.close();
  }
  return { what: "A part fails: its message on the request's page", samples, budget: BUDGET };
}

const demo = await startDemo({});
try {
  const table = formatTable([await measureAll(demo)]);
  console.log(table);
  writeSection("A part that fails", table);
} finally {
  await demo.stop();
}
