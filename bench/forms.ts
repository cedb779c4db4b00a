/**
 * How soon the form of a large API can be used, and how soon a keystroke is on the screen: in the portal, and mounted on
 * a page of its own beside rjsf's own form of the same schema, in turns in one Chromium.
 */
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "@playwright/test";
import { browserOptions, signInAs } from "#bench/browser";
import { type FormPage, serveFormPage } from "#bench/form-page";
import {
  type MountTimes,
  OWN_FIELD,
  STOCK_FIELD,
  timeFromOffer,
  timeKeystrokes,
  timeMount,
  timeUntilUsable,
} from "#bench/form-times";
import { percentile, writeSection } from "#bench/report";
import { type Demo, startDemo } from "#demo/demo";
import { type RealKind, type RealSchema, readRealSchema } from "#demo/local-stack/real-schemas";
import { openStack } from "#demo/local-stack/stack";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";

const ROUNDS = 9;
const CONVERSIONS = 20;
/** Milliseconds until the form can be used. */
const BUDGETS = { Prometheus: 700, ApplicationSet: 1500 } as const satisfies Partial<
  Record<RealKind, number>
>;
type Kind = keyof typeof BUDGETS;

interface Pages {
  stock: FormPage;
  own: FormPage;
}

/** Milliseconds; without those of a page that never finished. */
type Samples = Record<
  "loaded" | "clicked" | "folded" | "usable" | "drawn" | "stock" | "keys" | "stockKeys",
  number[]
>;

async function measureKind(
  browser: Browser,
  demo: Demo,
  { stock, own }: Pages,
  real: RealSchema,
): Promise<Samples> {
  const times: Samples = {
    loaded: [],
    clicked: [],
    folded: [],
    usable: [],
    drawn: [],
    stock: [],
    keys: [],
    stockKeys: [],
  };
  const form = `/catalog/crd.local.${real.crd.metadata.name}/new`;
  const page = await signInAs(browser, demo.url, "Ana");
  const alone = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  stock.show(real.schema);
  own.show(describeOffer(real));
  // The first of each fills the browser's cache and the portal's, and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const none: MountTimes = { usable: undefined, drawn: undefined };
    const isStuck = round > 1 && times.stock.length === 0;
    const stockTimes = isStuck ? none : await timeMount(alone, stock.url, STOCK_FIELD);
    const folded = await timeMount(alone, own.url, OWN_FIELD);
    const unfolded = await timeMount(alone, `${own.url}?open=all`, OWN_FIELD);
    const seen = {
      stock: stockTimes.usable,
      folded: folded.usable,
      ...unfolded,
      loaded: await timeUntilUsable(page, form, OWN_FIELD),
      clicked: await timeFromOffer(page, form),
    };
    console.error(`  ${real.crd.spec.names.kind} ${round} of ${ROUNDS}: ${JSON.stringify(seen)}`);
    if (round === 0) continue;
    for (const key of ["stock", "folded", "usable", "drawn", "loaded", "clicked"] as const) {
      if (seen[key] !== undefined) times[key].push(seen[key]);
    }
  }
  times.keys = await timeKeystrokes(page, OWN_FIELD);
  await page.context().close();
  if (times.stock.length > 0) {
    await timeMount(alone, stock.url, STOCK_FIELD);
    times.stockKeys = await timeKeystrokes(alone, STOCK_FIELD);
  }
  await alone.context().close();
  return times;
}

/** The offer as the API would send it. */
function describeOffer({ crd, schema }: RealSchema): CatalogEntryDetail {
  const { group, names, versions } = crd.spec;
  const version = versions[0]?.name ?? "";
  const { kind, plural } = names;
  return {
    id: `crd.local.${crd.metadata.name}`,
    ...{ source: "crd", cluster: "local", group, version, kind, plural, scope: "Namespaced" },
    ...{ title: kind, description: "", icon: "box", owner: "", tags: [], warnings: [] },
    ...{ requestable: true, reason: "" },
    versions: [{ name: version, served: true, storage: true, deprecated: false }],
    form: convertSchema(schema, { kind }),
  };
}

/** Of the form alone, as the API sends it; and how long the conversion takes once it is warm. */
function weighForm({ crd, schema }: RealSchema) {
  const { kind } = crd.spec.names;
  const conversion = Array.from({ length: CONVERSIONS }, () => {
    const started = performance.now();
    convertSchema(schema, { kind });
    return performance.now() - started;
  });
  return { kilobytes: gzipSync(JSON.stringify(convertSchema(schema, { kind }))).length / 1024, conversion };
}

function describeKind(kind: Kind, samples: Samples, weight: ReturnType<typeof weighForm>): string[] {
  const median = (list: number[]) => (list.length > 0 ? Math.round(percentile(list, 0.5)) : undefined);
  const p95 = (list: number[]) => Math.round(percentile(list, 0.95));
  const stock = median(samples.stock);
  const row = (what: string, own: number | undefined, budget: string, beside: string) =>
    `| ${kind}: ${what} | ${own} ms | ${budget} | ${beside} |`;
  const compare = (own: number | undefined) =>
    own && stock
      ? `${(stock / own).toFixed(1)} times as fast as stock (${stock} ms)`
      : "stock does not finish";
  const { loaded, clicked, folded, usable, drawn } = samples;
  const [first] = weight.conversion;
  return [
    row("usable, page reloaded", median(loaded), `${BUDGETS[kind]} ms`, ""),
    row("usable, from a click on its offer's page", median(clicked), "", ""),
    row("mounted", median(folded), "a third of stock", compare(median(folded))),
    row("mounted with all unfolded, usable", median(usable), "as stock", compare(median(usable))),
    row("the same, every field drawn", median(drawn), "as stock", compare(median(drawn))),
    row("keystroke to paint, p95", p95(samples.keys), "32 ms", `stock ${p95(samples.stockKeys)} ms`),
    `| ${kind}: form, compressed | ${Math.round(weight.kilobytes)} KB | 150 KB | |`,
    row("conversion, median", median(weight.conversion), "50 ms", `first ${Math.round(first ?? 0)} ms`),
  ];
}

async function measureAll(demo: Demo, pages: Pages): Promise<string> {
  const stack = openStack();
  const browser = await chromium.launch(browserOptions);
  const lines = ["| what | measured | budget | |", "| --- | --- | --- | --- |"];
  try {
    await demo.whenReady();
    const cluster = await openCluster(demo.kubeconfig);
    for (const kind of ["Prometheus", "ApplicationSet"] as const) {
      const real = await readRealSchema(kind, stack.run);
      await applyObject(cluster, real.crd, "bench");
      lines.push(...describeKind(kind, await measureKind(browser, demo, pages, real), weighForm(real)));
    }
    return lines.join("\n");
  } finally {
    await browser.close();
    await stack.close();
  }
}

const [stock, own] = await Promise.all([serveFormPage("stock-form"), serveFormPage("own-form")]);
const demo = await startDemo({});
try {
  const table = await measureAll(demo, { stock, own });
  console.log(table);
  writeSection("Forms of large APIs", table);
} finally {
  await demo.stop();
  await Promise.all([stock.stop(), own.stop()]);
}
