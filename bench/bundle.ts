/**
 * The size of a page's script, compressed, as a browser with an empty cache loads it: until the page is loaded, and all
 * that the page loads later on its own, before a person acts.
 */
import { chromium } from "@playwright/test";
import { browserOptions, signInAs } from "#bench/browser";
import { writeSection } from "#bench/report";
import { startDemo } from "#demo/demo";

const PAGES: Record<string, string> = {
  Catalog: "/catalog",
  Offer: "/catalog/promise.local.postgresql",
  "Request form": "/catalog/promise.local.postgresql/new",
  "My requests": "/requests",
  Approvals: "/approvals",
  Settings: "/settings",
};

/** Milliseconds after which a page that nobody touches loads nothing more. */
const QUIET = 5_000;

const demo = await startDemo({});
const browser = await chromium.launch(browserOptions);
const lines = ["| page | script, KB compressed | with later script |", "| --- | --- | --- |"];
for (const [title, path] of Object.entries(PAGES)) {
  const page = await signInAs(browser, demo.url, "Ana");
  const network = await page.context().newCDPSession(page);
  const scripts = new Map<string, number>();
  await network.send("Network.enable");
  await network.send("Network.setCacheDisabled", { cacheDisabled: true });
  const types = new Map<string, string>();
  network.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (types.get(requestId) === "Script") scripts.set(requestId, encodedDataLength);
  });
  await page.goto(`${demo.url}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("load");
  const loaded = sumKilobytes(scripts);
  await page.waitForTimeout(QUIET);
  lines.push(`| ${title} | ${loaded} | ${sumKilobytes(scripts)} |`);
  await page.context().close();
}
await browser.close();
await demo.stop();
console.log(lines.join("\n"));
writeSection("Script per page", lines.join("\n"));

function sumKilobytes(sizes: ReadonlyMap<string, number>): number {
  return Math.round([...sizes.values()].reduce((sum, size) => sum + size, 0) / 1024);
}
