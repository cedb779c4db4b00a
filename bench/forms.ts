/**
 * How soon the form of a large API can be used, and how soon a keystroke is on the screen: ours, as a person opens it
 * and with every group unfolded, and rjsf's own with the same schema, in turns in one Chromium.
 */
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "@playwright/test";
import { browserOptions, signInAs } from "#bench/browser";
import { percentile, writeSection } from "#bench/report";
import { type StockForm, serveStockForm } from "#bench/stock-form";
import { type Demo, startDemo } from "#demo/demo";
import { type RealKind, type RealSchema, readRealSchema } from "#demo/local-stack/real-schemas";
import { openStack } from "#demo/local-stack/stack";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { convertSchema } from "#lib/schema/convert";

const ROUNDS = 7;
const KEYSTROKES = 40;
/** After this the page is said not to finish. */
const PATIENCE = 120_000;
/** Milliseconds until the form can be used. */
const BUDGETS = { Prometheus: 700, ApplicationSet: 1500 } as const satisfies Partial<
  Record<RealKind, number>
>;
type Kind = keyof typeof BUDGETS;

const OURS = '[data-field="/metadata/name"] input';
const STOCK = "form input";

/** Milliseconds from the start of the navigation to the frame in which the field listens; undefined: it never does. */
async function timeUntilUsable(page: Page, url: string, field: string): Promise<number | undefined> {
  await page.goto(url, { waitUntil: "commit" });
  const usable = page.waitForFunction(
    (selector) => {
      const input = document.querySelector(selector);
      const listens = input && Object.keys(input).some((key) => key.startsWith("__reactProps"));
      return listens ? performance.now() : false;
    },
    field,
    { polling: "raf", timeout: PATIENCE },
  );
  return usable.then(
    async (handle) => Number(await handle.jsonValue()),
    () => undefined,
  );
}

/**
 * Milliseconds from the click that opens the form on its offer's page, as most people come to it, to the frame in which
 * its field listens.
 */
async function timeFromOffer(page: Page, form: string): Promise<number> {
  await page.goto(form.replace(/\/new.*/, ""));
  const link = page.locator(`a[href="${form.replace(/\?.*/, "")}"]`).first();
  await link.waitFor();
  await page.waitForLoadState("networkidle");
  return page.evaluate(
    ({ href, field }) =>
      new Promise<number>((resolve) => {
        const started = performance.now();
        document.querySelector<HTMLElement>(`a[href="${href}"]`)?.click();
        const look = () => {
          if (document.querySelector(field)) resolve(performance.now() - started);
          else requestAnimationFrame(look);
        };
        look();
      }),
    { href: form, field: OURS },
  );
}

/** When the stock page had its schema, in milliseconds from the start of the navigation. */
async function readSchemaMark(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName("schema")[0]?.startTime ?? Number.NaN);
}

/** Milliseconds from each keystroke in a field to the end of the frame that shows it. */
async function timeKeystrokes(page: Page, field: string): Promise<number[]> {
  await page.locator(field).first().focus();
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { keystrokes: times });
    document.addEventListener(
      "keydown",
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - timeStamp);
          port2.postMessage(undefined);
        });
      },
      { capture: true },
    );
  });
  for (let key = 0; key < KEYSTROKES; key += 1) {
    await page.keyboard.press("a");
    await page.waitForFunction((count) => Reflect.get(window, "keystrokes").length > count, key);
  }
  return page.evaluate(() => Reflect.get(window, "keystrokes"));
}

interface Samples {
  /** From a click on the offer's page. */
  opened: number[];
  /** Of the stock form, of which nothing is loaded but mounted. */
  stockMount: number[];
  folded: number[];
  unfolded: number[];
  stock: number[];
  keystrokes: number[];
  stockKeystrokes: number[];
}

async function measureKind(browser: Browser, demo: Demo, stock: StockForm, { crd, schema }: RealSchema) {
  const samples: Samples = {
    opened: [],
    stockMount: [],
    folded: [],
    unfolded: [],
    stock: [],
    keystrokes: [],
    stockKeystrokes: [],
  };
  const form = `/catalog/crd.local.${crd.metadata.name}/new`;
  const page = await signInAs(browser, demo.url, "Ana");
  const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  stock.show(schema);
  // The first of each fills the browser's cache and the portal's, and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const shown = await timeUntilUsable(other, stock.url, STOCK);
    const times = {
      stock: shown,
      stockMount: shown && shown - (await readSchemaMark(other)),
      folded: await timeUntilUsable(page, form, OURS),
      opened: await timeFromOffer(page, form),
      unfolded: await timeUntilUsable(page, `${form}?open=all`, OURS),
    };
    console.error(`  ${crd.spec.names.kind} ${round} of ${ROUNDS}: ${JSON.stringify(times)}`);
    if (round === 0) continue;
    for (const key of ["folded", "stock", "unfolded", "opened", "stockMount"] as const) {
      if (times[key] !== undefined) samples[key].push(times[key]);
    }
  }
  await timeUntilUsable(page, form, OURS);
  samples.keystrokes = await timeKeystrokes(page, OURS);
  if (samples.stock.length > 0) samples.stockKeystrokes = await timeKeystrokes(other, STOCK);
  await page.context().close();
  await other.context().close();
  return samples;
}

/** Of the form alone, as the API sends it; and how long the conversion takes once it is warm. */
function weighForm({ crd, schema }: RealSchema) {
  const { kind } = crd.spec.names;
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now();
    convertSchema(schema, { kind });
    return performance.now() - started;
  });
  const bytes = gzipSync(JSON.stringify(convertSchema(schema, { kind }))).length;
  return { kilobytes: bytes / 1024, conversion: times };
}

function describeKind(kind: Kind, samples: Samples, weight: ReturnType<typeof weighForm>): string[] {
  const median = (list: number[]) => (list.length > 0 ? Math.round(percentile(list, 0.5)) : undefined);
  const p95 = (list: number[]) => Math.round(percentile(list, 0.95));
  const { folded, unfolded, opened, stock, stockMount } = Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [name, median(list)]),
  );
  const ratio = (own: number | undefined, other: number | undefined) =>
    own && other
      ? `${(other / own).toFixed(1)} times as fast as stock (${other} ms)`
      : "stock does not finish";
  return [
    `| ${kind}: usable, from a click on its offer's page | ${opened} ms | a third of stock | ${ratio(opened, stockMount)} |`,
    `| ${kind}: usable, page loaded anew | ${folded} ms | ${BUDGETS[kind]} ms | ${ratio(folded, stock)} |`,
    `| ${kind}: the same, all unfolded | ${unfolded} ms | as stock | ${ratio(unfolded, stock)} |`,
    `| ${kind}: keystroke to paint, p95 | ${p95(samples.keystrokes)} ms | 32 ms | stock ${p95(samples.stockKeystrokes)} ms |`,
    `| ${kind}: form, compressed | ${Math.round(weight.kilobytes)} KB | 150 KB | |`,
    `| ${kind}: conversion, median | ${median(weight.conversion)} ms | 50 ms | first ${Math.round(weight.conversion[0] ?? 0)} ms |`,
  ];
}

async function measureAll(demo: Demo, stock: StockForm): Promise<string> {
  const stack = openStack();
  const browser = await chromium.launch(browserOptions);
  const lines = ["| what | measured | budget | |", "| --- | --- | --- | --- |"];
  try {
    await demo.whenReady();
    const cluster = await openCluster(demo.kubeconfig);
    for (const kind of ["Prometheus", "ApplicationSet"] as const) {
      const real = await readRealSchema(kind, stack.run);
      await applyObject(cluster, real.crd, "bench");
      const samples = await measureKind(browser, demo, stock, real);
      lines.push(...describeKind(kind, samples, weighForm(real)));
    }
    return lines.join("\n");
  } finally {
    await browser.close();
    await stack.close();
  }
}

const stock = await serveStockForm();
const demo = await startDemo({});
try {
  const table = await measureAll(demo, stock);
  console.log(table);
  writeSection("Forms of large APIs", table);
} finally {
  await demo.stop();
  await stock.stop();
}
