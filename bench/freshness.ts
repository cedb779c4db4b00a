/**
 * How soon the open catalog shows what the cluster says. Promises, XRDs and labelled CRDs that nobody here wrote appear,
 * become requestable, change their schema and go. Times run from the API server's answer (for requestable: from when
 * the new API is served) to the frame that shows it.
 */
import { setTimeout } from "node:timers/promises";
import { KubeConfig, type KubernetesObject, KubernetesObjectApi } from "@kubernetes/client-node";
import { chromium, type Page } from "@playwright/test";
import { browserOptions, signInAs } from "#bench/browser";
import { formatTable, type Row, writeSection } from "#bench/report";
import { makeOfferedCrd, makePromise, makeXrd } from "#bench/stranger";
import { type Demo, startDemo } from "#demo/demo";

const ROUNDS = 20;
const BUDGET = 500;
/** What is offered, how it is made, and a kind that no one has seen. */
const SOURCES = {
  promise: { name: "Promise", make: makePromise, kind: "Stranger" },
  xrd: { name: "XRD", make: makeXrd, kind: "Newcomer" },
  crd: { name: "CRD", make: makeOfferedCrd, kind: "Visitor" },
} as const;
type Source = keyof typeof SOURCES;

/** How exact the moment is at which an API is first served. */
const ASK_AGAIN_MILLISECONDS = 10;

const STEPS = ["appears", "requestable after being served", "schema edited", "removed"] as const;
type Step = (typeof STEPS)[number];
type Samples = Record<Step, number[]>;

type CardState = "shown" | "requestable" | "gone";

/** Resolves with the page's clock (ms since the epoch) at the first frame in which the offer's card is in this state. */
async function cardIs(page: Page, id: string, state: CardState): Promise<number> {
  const handle = await page.waitForFunction(
    ({ href, state }) => {
      const card = document.querySelector(`a[href="${href}"]`)?.closest("li");
      const requestable = card && !card.textContent?.includes("Can't be requested");
      return (state === "gone" ? !card : state === "shown" ? card : requestable) && Date.now();
    },
    { href: `/catalog/${id}`, state },
    { polling: "raf", timeout: 60_000 },
  );
  return Number(await handle.jsonValue());
}

/** The same for a field of the form. */
async function fieldIsShown(page: Page, pointer: string): Promise<number> {
  const handle = await page.waitForFunction(
    (field) => document.querySelector(`[data-field="${field}"]`) && Date.now(),
    pointer,
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
      // Not served yet.
    }
    await setTimeout(ASK_AGAIN_MILLISECONDS);
  }
}

async function measure(api: KubernetesObjectApi, catalog: Page, form: Page, source: Source, round: number) {
  const { make } = SOURCES[source];
  const kind = `${SOURCES[source].kind}${round}x${Date.now()}`;
  const id = `${source}.local.${make(kind, []).metadata.name}`;
  const [created, shown, ready, open] = await Promise.all([
    api.create<KubernetesObject>(make(kind, ["first"])).then(() => Date.now()),
    cardIs(catalog, id, "shown"),
    cardIs(catalog, id, "requestable"),
    served(api, kind),
  ]);

  // A page that is open follows its offer; one that is just opening would read the new schema anyway.
  const following = form.waitForResponse((response) => response.url().includes(`entry%3A${id}`));
  await form.goto(`/catalog/${id}/new`);
  await following;
  await fieldIsShown(form, "/spec/first");
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
    fieldIsShown(form, "/spec/second"),
  ]);

  const [deleted, gone] = await Promise.all([
    api.delete(make(kind, [])).then(() => Date.now()),
    cardIs(catalog, id, "gone"),
  ]);
  return {
    appears: shown - created,
    "requestable after being served": ready - open,
    "schema edited": changed - edited,
    removed: gone - deleted,
  } satisfies Record<Step, number>;
}

/** Twenty strangers of one source, one after another. */
async function measureSource(api: KubernetesObjectApi, catalog: Page, form: Page, source: Source) {
  const samples: Samples = {
    appears: [],
    "requestable after being served": [],
    "schema edited": [],
    removed: [],
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const times = await measure(api, catalog, form, source, round);
    console.error(`  ${source} ${round + 1} of ${ROUNDS}: ${JSON.stringify(times)}`);
    for (const step of STEPS) samples[step].push(times[step]);
  }
  const { name } = SOURCES[source];
  return STEPS.map((step): Row => ({ what: `${name} ${step}`, samples: samples[step], budget: BUDGET }));
}

async function measureAll(demo: Demo): Promise<Row[]> {
  await demo.whenReady();
  const config = new KubeConfig();
  config.loadFromFile(demo.kubeconfig);
  const api = KubernetesObjectApi.makeApiClient(config);
  const browser = await chromium.launch(browserOptions);
  try {
    const catalog = await signInAs(browser, demo.url, "Ana");
    // A window of its own: a browser draws a tab in the background only once a second.
    const form = await signInAs(browser, demo.url, "Ana");
    const promises = await measureSource(api, catalog, form, "promise");
    const xrds = await measureSource(api, catalog, form, "xrd");
    return [...promises, ...xrds, ...(await measureSource(api, catalog, form, "crd"))];
  } finally {
    await browser.close();
  }
}

const demo = await startDemo({});
try {
  const table = formatTable(await measureAll(demo));
  console.log(table);
  writeSection("Catalog freshness", table);
} finally {
  await demo.stop();
}
