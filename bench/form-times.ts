/** How long a form takes in a browser, in milliseconds. */
import type { Page } from "@playwright/test";

/** After this a page is said not to finish. */
const PATIENCE = 120_000;
const KEYSTROKES = 40;

/** What of the portal's form is waited for: its first field; and of rjsf's own. */
export const OWN_FIELD = '[data-field="/metadata/name"] input';
export const STOCK_FIELD = "form input";

/** From the start of the navigation to the frame in which the field listens; undefined: it never does. */
export async function timeUntilUsable(page: Page, url: string, field: string): Promise<number | undefined> {
  await page.goto(url, { waitUntil: "commit" });
  return timeOf(page, (selector) => {
    const input = document.querySelector(selector);
    const listens = input && Object.keys(input).some((key) => key.startsWith("__reactProps"));
    return listens ? performance.now() : false;
  })(field);
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
  const drawn = await timeOf(page, () =>
    document.querySelector("[data-undrawn]") ? false : performance.now(),
  )("");
  const start = await page.evaluate(() => performance.getEntriesByName("form")[0]?.startTime ?? Number.NaN);
  return { usable: usable && usable - start, drawn: usable && drawn && drawn - start };
}

function timeOf(page: Page, look: (selector: string) => number | false) {
  return (selector: string): Promise<number | undefined> =>
    page.waitForFunction(look, selector, { polling: "raf", timeout: PATIENCE }).then(
      async (handle) => Number(await handle.jsonValue()),
      () => undefined,
    );
}

/** From the click that opens the form on its offer's page, as most people come to it, to the frame that has its field. */
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
          if (document.querySelector(field)) resolve(performance.now() - started);
          else requestAnimationFrame(look);
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
