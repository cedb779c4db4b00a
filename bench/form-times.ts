/** How long a form takes in a browser, in milliseconds. */
import type { Page } from "@playwright/test";

/** After this a page is said not to finish. */
const PATIENCE = 120_000;
const KEYSTROKES = 40;

/** What of the portal's form is waited for: its first field; and of rjsf's own. */
export const OWN_FIELD = '[data-field="/metadata/name"] input';
export const STOCK_FIELD = "form input";

/** From the start of the navigation until the field listens; undefined: it never does. */
export async function timeUntilUsable(page: Page, url: string, field: string): Promise<number | undefined> {
  await page.goto(url, { waitUntil: "commit" });
  await page.evaluate(noteMounts, field);
  return readEnd(page, "usable");
}

export interface MountTimes {
  /** Until the first field listens. */
  usable: number | undefined;
  /** Until every field is drawn. */
  drawn: number | undefined;
}

/** Of a page of `serveFormPage`, from when it has what it draws. */
export async function timeMount(page: Page, url: string, field: string): Promise<MountTimes> {
  const usable = await timeUntilUsable(page, url, field);
  if (usable === undefined) return { usable, drawn: undefined };
  const drawn = await readEnd(page, "drawn");
  const start = await page.evaluate(() => performance.getEntriesByName("form")[0]?.startTime ?? Number.NaN);
  return { usable: usable - start, drawn: drawn && drawn - start };
}

/** In the page: notes when each of `MountTimes` is first there, as soon as it is in the document. */
function noteMounts(field: string): void {
  const ends: Record<string, number> = {};
  Reflect.set(window, "ends", ends);
  const look = () => {
    const input = document.querySelector(field);
    if (!input || !Object.keys(input).some((key) => key.startsWith("__reactProps"))) return;
    ends.usable ??= performance.now();
    if (document.querySelector("[data-undrawn]")) return;
    ends.drawn ??= performance.now();
    watch.disconnect();
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true });
  look();
}

function readEnd(page: Page, what: keyof MountTimes): Promise<number | undefined> {
  const read = (what: string) => Reflect.get(Reflect.get(window, "ends"), what);
  return page.waitForFunction(read, what, { polling: 50, timeout: PATIENCE }).then(
    async (handle) => Number(await handle.jsonValue()),
    () => undefined,
  );
}

/**
 * From the click that opens the form on its offer's page, as most people come to it, to the end of the frame
 * that has its field.
 */
export async function timeFromOffer(page: Page, form: string): Promise<number> {
  await page.goto(form.replace(/\/new$/, ""));
  await page.locator(`a[href="${form}"]`).first().waitFor();
  await page.waitForLoadState("networkidle");
  return page.evaluate(
    ({ href, field }) =>
      new Promise<number>((resolve) => {
        const started = performance.now();
        document.querySelector<HTMLElement>(`a[href="${href}"]`)?.click();
        const look = () => {
          if (!document.querySelector(field)) return requestAnimationFrame(look);
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - started);
          port2.postMessage(undefined);
        };
        look();
      }),
    { href: form, field: OWN_FIELD },
  );
}

/** From each keystroke in the field to the end of the frame that shows it. */
export async function timeKeystrokes(page: Page, field: string): Promise<number[]> {
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
