/**
 * How soon a keystroke is on the screen in a form with a map, a list of texts and a list of objects of 2,500 rows each,
 * and how soon the portal has the preview of such a request.
 */
import { type Browser, chromium, type Page } from "@playwright/test";
import { browserOptions } from "#bench/browser";
import { serveFormPage } from "#bench/form-page";
import { timeKeystrokes } from "#bench/form-times";
import { formatTable, type Row, writeSection } from "#bench/report";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { buildFilePlan } from "#lib/request/plan/file-plan";
import type { Operation } from "#lib/request/types";

const ROWS = 2_500;
const PREVIEWS = 20;
const KEY_BUDGET = 32;
const PREVIEW_BUDGET = 500;

const GROUP = "bench.vitrine.dev";
const KIND = "Script";
const ID = `crd.local.scripts.${GROUP}`;

const text = { type: "string" };
const spec = {
  type: "object",
  properties: {
    note: text,
    files: { type: "object", additionalProperties: text },
    hosts: { type: "array", items: text },
    routes: {
      type: "array",
      items: { type: "object", properties: { path: text, port: { type: "integer" } } },
    },
  },
} as const;

const numbers = Array.from({ length: ROWS }, (_, index) => String(index).padStart(4, "0"));
const FILES = Object.fromEntries(numbers.map((row) => [`key-${row}`, `value number ${row} of the file`]));
const HOSTS = numbers.map((row) => `host-${row}.example.com`);
const ROUTES = numbers.map((row, index) => ({ path: `/path/${row}`, port: 1_000 + index }));

const PLACE = { name: "big", namespace: "team-a" };

const PREVIEWED = [
  ["map", { files: FILES }],
  ["list of texts", { hosts: HOSTS }],
  ["list of objects", { routes: ROUTES }],
] as const;

/** What is typed into, with the values that the form opens with. */
const FORMS = [
  { what: "map: a key in a value", values: { files: FILES }, field: '[data-field^="/spec/files/"] input' },
  { what: "map: a key in a key", values: { files: FILES }, field: 'input[aria-label^="Key of"]' },
  {
    what: "list of texts: a key in a row",
    values: { hosts: HOSTS },
    field: '[data-field^="/spec/hosts/"] input',
  },
  {
    what: "list of objects: a key in a card",
    values: { routes: ROUTES },
    field: '[data-field$="/path"] input',
  },
  {
    what: "a field beside all three",
    values: { files: FILES, hosts: HOSTS, routes: ROUTES },
    field: '[data-field="/spec/note"] input',
  },
] as const;

function describeOffer(): CatalogEntryDetail {
  const base = { id: ID, source: "crd", cluster: "local", group: GROUP, version: "v1" } as const;
  return {
    ...base,
    ...{ kind: KIND, plural: "scripts", scope: "Namespaced", title: KIND, description: "", icon: "box" },
    ...{ owner: "", tags: [], warnings: [], requestable: true, reason: "" },
    versions: [{ name: "v1", served: true, storage: true, deprecated: false }],
    form: convertSchema({ type: "object", properties: { spec } }, { kind: KIND }),
  };
}

/** Opens the form as it is after a reload: with what was entered before, as a draft. */
async function openForm(browser: Browser, url: string, values: object): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const draft = {
    ...PLACE,
    values: { spec: values },
    savedAt: "2026-01-01T00:00:00Z",
    key: "k",
  };
  await page.addInitScript(
    ([key, value]) => localStorage.setItem(String(key), String(value)),
    [`vitrine-draft-1:ana:${ID}`, JSON.stringify(draft)],
  );
  await page.goto(`${url}?open=all`);
  return page;
}

async function measureKeys(browser: Browser): Promise<Row[]> {
  const own = await serveFormPage("own-form");
  own.show(describeOffer());
  const rows: Row[] = [];
  try {
    for (const { what, values, field } of FORMS) {
      const page = await openForm(browser, own.url, values);
      await page.locator(field).first().waitFor();
      // A person types once the page has stopped moving.
      await page.waitForLoadState("networkidle");
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
      rows.push({ what, samples: await timeKeystrokes(page, field), budget: KEY_BUDGET });
      await page.context().close();
    }
    return rows;
  } finally {
    await own.stop();
  }
}

/** How long the portal takes to work out a request, and a change of one value in the file that it would make. */
function measurePreviews(): Row[] {
  const form = convertSchema({ type: "object", properties: { spec } }, { kind: KIND });
  const object = { cluster: "local", group: GROUP, version: "v1", kind: KIND, plural: "scripts", ...PLACE };
  const work = (values: object, operation: Operation, file?: string) =>
    buildFilePlan(
      { input: { entry: ID, ...PLACE, values: { spec: values }, operation }, object, path: "big.yaml", file },
      form,
    );
  return PREVIEWED.flatMap(([what, values]) => {
    const file = work(values, "create").content ?? undefined;
    const time = (round: number, operation: Operation) => {
      const started = performance.now();
      work({ ...values, note: `round ${round}` }, operation, operation === "create" ? undefined : file);
      return performance.now() - started;
    };
    const rounds = (operation: Operation) =>
      // The first are not counted: the code is not compiled yet.
      Array.from({ length: PREVIEWS + 3 }, (_, round) => time(round, operation)).slice(3);
    return [
      { what: `${what}: preview`, samples: rounds("create"), budget: PREVIEW_BUDGET },
      { what: `${what}: preview of a change`, samples: rounds("update"), budget: PREVIEW_BUDGET },
    ];
  });
}

const browser = await chromium.launch(browserOptions);
try {
  const table = formatTable([...(await measureKeys(browser)), ...measurePreviews()]);
  console.log(table);
  writeSection("Lists and maps of 2,500 rows", table);
} finally {
  await browser.close();
}
