/** How soon the lists of requests and resources are useful in a browser that has never been there. */
import { type Browser, chromium } from "@playwright/test";
import { browserOptions } from "#bench/browser";
import type { Figure } from "#bench/size/figures";
import { APPROVER, DEVELOPER, type Person } from "#bench/size/people";
import type { MeasuredPortal } from "#bench/size/portals";
import { takeTurns } from "#bench/size/turns";
import { listCookies, signIn, type Visitor } from "#bench/size/visitor";

const ROUNDS = 15;
const BUDGET = 600;

const PAGES: { what: string; path: string; person: Person }[] = [
  { what: "My requests, first row visible", path: "/requests", person: DEVELOPER },
  { what: "Approvals, first row visible", path: "/approvals", person: APPROVER },
  { what: "Resources, first row visible", path: "/resources?show=all", person: APPROVER },
];

export async function measurePages(portals: readonly MeasuredPortal[]): Promise<Figure[]> {
  const browser = await chromium.launch(browserOptions);
  try {
    const figures: Figure[] = [];
    for (const { what, path, person } of PAGES) {
      const visitors = new Map<MeasuredPortal, Visitor>();
      for (const portal of portals) visitors.set(portal, await signIn(portal.url, person));
      const take = (portal: MeasuredPortal) =>
        openPage(browser, portal.url, { path, visitor: visitors.get(portal) });
      figures.push(...(await takeTurns(portals, { what, budget: BUDGET, take, rounds: ROUNDS })));
    }
    return figures;
  } finally {
    await browser.close();
  }
}

/** Milliseconds from the navigation to the first frame with a row whose link leads to a page below this one. */
async function openPage(
  browser: Browser,
  url: string,
  { path, visitor }: { path: string; visitor: Visitor | undefined },
) {
  // A context of its own has an empty cache.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    if (visitor) await context.addCookies(listCookies(visitor, url));
    const page = await context.newPage();
    await page.goto(url + path, { waitUntil: "commit" });
    const shown = await page.waitForFunction(
      (link) => {
        const row = document.querySelector(link);
        return row?.getClientRects().length ? performance.now() : undefined;
      },
      `main [role=row] a[href^="${path.split("?")[0]}/"]`,
      { polling: "raf", timeout: 120_000 },
    );
    return Number(await shown.jsonValue());
  } finally {
    await context.close();
  }
}
