import type { Browser, Page } from "@playwright/test";
import { applyObject } from "#demo/platform/objects";
import { writeDefinition } from "../testing/offer-definition";
import type { Person } from "./testing/people";
import { expect, openRequest, readRequest, type Stage, test } from "./testing/stage";

const EVIL = "https://evil.example";
/** Each sets `owned`, or leads elsewhere, if a page takes it for markup. */
const MARKUP = [
  "<img src=x onerror=window.owned=1>",
  "<script>window.owned=1</script>",
  "<svg onload=window.owned=1>",
  `<iframe src="javascript:parent.owned=1"></iframe>`,
  `<a href="javascript:window.owned=1">press</a>`,
  `<form action="${EVIL}"><input name=x></form>`,
  `<meta http-equiv=refresh content="0;url=${EVIL}">`,
  "{{constructor.constructor('window.owned=1')()}}",
  "</script><script>window.owned=1</script>",
  "</style><script>window.owned=1</script>",
].join(" ");
const MARKDOWN = [
  MARKUP,
  "[press](javascript:window.owned=1)",
  "[press](JaVaScRiPt&#58;window.owned=1)",
  "[press](data:text/html,<script>window.owned=1</script>)",
  "[press](vbscript:x)",
  `![pixel](${EVIL}/pixel.png)`,
  `![pixel][1]\n\n[1]: javascript:window.owned=1`,
  "<javascript:window.owned=1>",
].join("\n\n");

const GROUP = "markup.vitrine.dev";
const ENTRY = `crd.local.notes.${GROUP}`;

/** An offer whose author means no good; whoever may write definitions writes what pages show. */
const DEFINITION = writeDefinition({
  group: GROUP,
  kind: "Note",
  annotations: {
    "vitrine.dev/title": `Note ${MARKUP}`,
    "vitrine.dev/description": MARKDOWN,
    "vitrine.dev/icon": `${EVIL}/icon.svg`,
    "vitrine.dev/owner": MARKUP,
    "vitrine.dev/tags": MARKUP,
  },
  properties: {
    spec: {
      type: "object",
      description: MARKDOWN,
      properties: {
        text: { type: "string", title: MARKUP, description: MARKDOWN, default: MARKUP },
        choice: { type: "string", enum: [MARKUP, "plain"] },
      },
    },
    status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
});

const NOTE = {
  apiVersion: `${GROUP}/v1`,
  kind: "Note",
  metadata: { name: "evil", namespace: "team-a", annotations: { note: MARKUP } },
  spec: { text: MARKUP },
};
const CONDITION = {
  type: "Ready",
  status: "False",
  reason: "Evil",
  message: MARKUP,
  lastTransitionTime: "2026-01-01T00:00:00Z",
};

async function openPage(browser: Browser, stage: Stage, person: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: stage.url });
  const [name = "", value = ""] =
    /(vitrine\.session)=([^;]+)/.exec((await stage.as(person)).cookie())?.slice(1) ?? [];
  await context.addCookies([{ name, value, url: stage.url }]);
  return context.newPage();
}

test("text of objects, requests and comments is not rendered as markup on any page", async ({
  browser,
  stage,
}) => {
  for (const object of [DEFINITION, NOTE])
    await expect(() => applyObject(stage.cluster, object, "attack")).toPass({
      timeout: 30_000,
      intervals: [200],
    });
  await stage.cluster.call({
    method: "PATCH",
    path: `/apis/${GROUP}/v1/namespaces/team-a/notes/evil/status`,
    body: { status: { conditions: [CONDITION] } },
    contentType: "application/merge-patch+json",
  });
  await expect
    .poll(async () => (await stage.asScript({ path: `/api/v1/catalog/${ENTRY}` })).status, {
      timeout: 60_000,
    })
    .toBe(200);
  const values = { spec: { text: `${MARKUP} once more` } };
  const body = { entry: ENTRY, name: "asked", namespace: "team-a", operation: "create", values };
  const { id } = await openRequest(stage, body);
  const { commit } = await readRequest(stage, id);
  const comment = { commit, comment: MARKDOWN };
  expect((await (await stage.as("approver")).post(`/api/v1/requests/${id}/approve`, comment)).status).toBe(
    200,
  );

  const page = await openPage(browser, stage, "platform");
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(stage.url) && !/^(data|blob):/.test(request.url()))
      elsewhere.push(request.url());
  });
  page.on("dialog", (dialog) => dialog.dismiss());
  const resource = `/resources/local/${GROUP}/v1/notes/team-a/evil`;
  for (const path of [
    "/catalog",
    `/catalog/${ENTRY}`,
    `/catalog/${ENTRY}/request`,
    "/requests",
    `/requests/${id}`,
    "/approvals",
    `/approvals/${id}`,
    "/resources",
    resource,
    `${resource}?view=yaml`,
    `/catalog/${encodeURIComponent(MARKUP)}`,
    `/requests/${encodeURIComponent(MARKUP)}`,
    `/requests?q=${encodeURIComponent(MARKUP)}&state=${encodeURIComponent(MARKUP)}`,
    `/sign-in?error=${encodeURIComponent(MARKUP)}&callbackUrl=${encodeURIComponent("javascript:window.owned=1")}`,
  ]) {
    await page.goto(path);
    await page.getByRole("heading").first().waitFor();
    expect.soft(await page.evaluate(() => "owned" in window), path).toBe(false);
    const links = await page
      .locator("a[href], form[action], iframe[src]")
      .evaluateAll((elements) =>
        elements.map((element) =>
          ["href", "action", "src"].map((name) => element.getAttribute(name) ?? "").join(" "),
        ),
      );
    expect
      .soft(
        links.filter((link) => /(java|vb)script:|data:text/i.test(link)),
        path,
      )
      .toEqual([]);
  }
  expect(elsewhere).toEqual([]);
  await page.context().close();
});
