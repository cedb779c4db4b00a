import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { z } from "zod";
import { type Demo, type DemoOptions, startDemo } from "#demo/demo";
import { BEING_INSTALLED } from "#lib/catalog/sources/obstacle";

export { expect };

/** Starts the demo with every part ready, lends it to the tests of one worker, and stops it. */
async function lend(options: DemoOptions, use: (demo: Demo) => Promise<void>): Promise<void> {
  const demo = await startDemo(options);
  await demo.whenReady();
  await waitForOffers(demo);
  await use(demo);
  await demo.stop();
}

/** Journeys request what the demo offers: an API can be served a moment after its controller is ready. */
async function waitForOffers(demo: Demo): Promise<void> {
  const installing = async () => {
    const { entries } = catalog.parse(await (await get(demo, "/api/v1/catalog")).json());
    return entries.filter(({ reason }) => reason === BEING_INSTALLED).map(({ id }) => id);
  };
  await expect.poll(installing, { timeout: 120_000 }).toEqual([]);
}

const catalog = z.object({ entries: z.array(z.object({ id: z.string(), reason: z.string().optional() })) });

const STARTED = { scope: "worker", timeout: 15 * 60_000 } as const;

/** Closes what a journey leaves open: its pages would go on following the cluster beside the next journey. */
const journeys = base.extend<{ closePages: undefined }>({
  closePages: [
    async ({ browser }, use) => {
      await use(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});

/** Every journey runs on the demo: real servers, started once a worker. */
export const test = journeys.extend<object, { portal: Demo }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from this pattern.
  portal: [({}, use) => lend({}, use), STARTED],
});

/** Journeys of teams that have Gitea and Argo CD, on the full demo. */
export const fullTest = journeys.extend<object, { full: Demo }>({
  // biome-ignore lint/correctness/noEmptyPattern: As above.
  full: [({}, use) => lend({ full: true }, use), STARTED],
});

/** Journeys of teams that have GitHub, on the demo with a stand-in for it. */
export const githubTest = journeys.extend<object, { github: Demo }>({
  // biome-ignore lint/correctness/noEmptyPattern: As above.
  github: [({}, use) => lend({ github: true }, use), STARTED],
});

/** Journeys of teams that have GitLab, on the demo with a stand-in for it. */
export const gitlabTest = journeys.extend<object, { gitlab: Demo }>({
  // biome-ignore lint/correctness/noEmptyPattern: As above.
  gitlab: [({}, use) => lend({ gitlab: true }, use), STARTED],
});

/** A page in a browser session of its own, signed in at a stand-in, which has a button for each person. */
export async function signInAtStandIn(browser: Browser, portal: Demo, name: "Ana" | "Bo"): Promise<Page> {
  const host = portal.standIn?.host ?? "";
  const page = await (await browser.newContext({ baseURL: portal.url })).newPage();
  await page.goto("/catalog");
  await page.getByRole("button", { name: new RegExp(host) }).click();
  await expect(page.getByText(`This is not ${host}`)).toBeVisible();
  await page.getByRole("button", { name: `Continue as ${name}` }).click();
  await page.waitForURL("**/catalog");
  return page;
}

/** A page in a browser session of its own, signed in as one of the demo's people or as the guest. */
export async function signIn(
  browser: Browser,
  url: string,
  person: "Ana" | "Bo" | "Pia" | "Guest",
): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await page.goto("/catalog");
  await page.getByRole("button", { name: new RegExp(person) }).click();
  await page.waitForURL("**/catalog");
  return page;
}

/** GET of the HTTP API with the demo's token. */
export async function get(portal: Demo, path: string): Promise<Response> {
  return fetch(`${portal.url}${path}`, { headers: { authorization: `Bearer ${portal.token}` } });
}
