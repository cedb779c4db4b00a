/**
 * How soon the open catalog shows what the cluster says. Promises and labelled CRDs that nobody here wrote appear,
 * become requestable, change their schema and go. Times run from the API server's answer (for requestable: from when
 * the new API is served) to the frame that shows it.
 */
import { KubeConfig, type KubernetesObject, KubernetesObjectApi } from "@kubernetes/client-node";
import { chromium, type Page } from "@playwright/test";
import { browserOptions, signInAs } from "#bench/browser";
import { formatTable, type Row, writeSection } from "#bench/report";
import { makeOfferedCrd, makePromise } from "#bench/stranger";
import { startDemo } from "#demo/demo";

const ROUNDS = 20;
const BUDGET = 500;

type Step = "appears" | "requestable after being served" | "schema edited" | "removed";
type Samples = Record<Step, number[]>;

/** Resolves with the page's clock (ms since the epoch) at the first frame in which `selector` is, or is not, there. */
async function seen(page: Page, selector: string, present = true): Promise<number> {
  const handle = await page.waitForFunction(
    ({ selector, present }) => (document.querySelector(selector) !== null) === present && Date.now(),
    { selector, present },
    { polling: "raf", timeout: 60_000 },
  );
  return Number(await handle.jsonValue());
}

/** Resolves with the time at which the API server first served the plural. */
async function served(api: KubernetesObjectApi, kind: string): Promise<number> {
  for (;;) {
    try {
      await api.list("bench.example.org/v1", kind);
      return Date.now();
    } catch {
      // Not served yet: asking again at once is what makes the time exact.
    }
  }
}

async function measure(
  api: KubernetesObjectApi,
  catalog: Page,
  form: Page,
  source: "promise" | "crd",
  round: number,
) {
  const kind = `${source === "promise" ? "Stranger" : "Visitor"}${round}x${Date.now()}`;
  const make = source === "promise" ? makePromise : makeOfferedCrd;
  const id = `${source}.local.${make(kind, []).metadata.name}`;
  const card = `[data-entry="${id}"]`;
  const times = {} as Record<Step, number>;

  const [created, shown, ready, open] = await Promise.all([
    api.create<KubernetesObject>(make(kind, ["first"])).then(() => Date.now()),
    seen(catalog, card),
    seen(catalog, `${card}[data-requestable="true"]`),
    served(api, kind),
  ]);
  times.appears = shown - created;
  times["requestable after being served"] = ready - open;

  await form.goto(`/catalog/${id}/new`);
  await seen(form, '[data-field="/spec/first"]');
  const edit = api.patch<KubernetesObject>(
    make(kind, ["first", "second"]),
    undefined,
    undefined,
    undefined,
    undefined,
    "application/merge-patch+json",
  );
  const [edited, changed] = await Promise.all([
    edit.then(() => Date.now()),
    seen(form, '[data-field="/spec/second"]'),
  ]);
  times["schema edited"] = changed - edited;

  const [deleted, gone] = await Promise.all([
    api.delete(make(kind, [])).then(() => Date.now()),
    seen(catalog, card, false),
  ]);
  times.removed = gone - deleted;
  return times;
}

const demo = await startDemo({});
await demo.whenReady();
const config = new KubeConfig();
config.loadFromFile(demo.kubeconfig);
const api = KubernetesObjectApi.makeApiClient(config);
const browser = await chromium.launch(browserOptions);
const catalog = await signInAs(browser, demo.url, "Ana");
const form = await catalog.context().newPage();

const rows: Row[] = [];
for (const source of ["promise", "crd"] as const) {
  const samples: Samples = {
    appears: [],
    "requestable after being served": [],
    "schema edited": [],
    removed: [],
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const times = await measure(api, catalog, form, source, round);
    for (const step of Object.keys(samples) as Step[]) samples[step].push(times[step]);
  }
  for (const [step, values] of Object.entries(samples)) {
    rows.push({
      what: `${source === "promise" ? "Promise" : "CRD"} ${step}`,
      samples: values,
      budget: BUDGET,
    });
  }
}
await browser.close();
await demo.stop();
const table = formatTable(rows);
console.log(table);
writeSection("Catalog freshness", table);
