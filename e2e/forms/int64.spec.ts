import { requestAndMerge } from "#bench/request";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { allowRequests } from "../testing/allow-requests";
import { writeDefinition } from "../testing/offer-definition";
import { expect, signIn, test } from "../testing/portal";

const GROUP = "int64.demo.vitrine.dev";
const ENTRY = `crd.local.accounts.${GROUP}`;
const RESOURCE = `resources/local/${GROUP}/v1/accounts/team-a/main`;
const INT64 = { type: "integer", format: "int64" };

const definition = writeDefinition({
  group: GROUP,
  kind: "Account",
  properties: {
    spec: {
      type: "object",
      properties: {
        id: INT64,
        limit: { ...INT64, default: 9223372036854775807n },
        note: { type: "string" },
      },
    },
  },
});

/** As people lay out a file: it begins and ends with an empty document. */
const MANIFEST = `---
---
apiVersion: ${GROUP}/v1
kind: Account
metadata: { name: main, namespace: team-a }
spec:
  id: 9007199254740993 # of the old system
  note: old
---
`;

test("64-bit integers keep all digits from the form to the cluster and back", async ({ browser, portal }) => {
  test.setTimeout(240_000);
  const cluster = await openCluster(portal.kubeconfig);
  await applyObject(cluster, definition, "e2e");
  await allowRequests(portal, GROUP, ENTRY);
  const ana = await signIn(browser, portal.url, "Ana");

  await test.step("the form shows the default and sends the typed digits", async () => {
    await ana.goto(`/catalog/${ENTRY}/new?open=all`);
    await expect(ana.getByRole("textbox", { name: "Limit" })).toHaveAttribute(
      "placeholder",
      "9223372036854775807 (default)",
    );
    await ana.locator('[data-field="/metadata/name"] input').fill("typed");
    await ana.locator('[data-field="/metadata/namespace"] [role=combobox]').click();
    await ana.getByRole("option", { name: "team-a", exact: true }).click();
    await ana.getByRole("textbox", { name: "ID", exact: true }).fill("9007199254740993");
    const previewed = ana.waitForResponse("**/api/v1/requests/preview");
    await ana.getByRole("button", { name: "Review" }).click();
    const answer = await (await previewed).text();
    expect(answer).toContain("id: 9007199254740993");
    expect(answer).toContain('"after":9007199254740993');
    expect(answer).toContain('"ok":true');
  });

  await test.step("the HTTP API takes the number as JSON and as YAML", async () => {
    const send = (body: string) =>
      ana.context().request.post(`${portal.url}/api/v1/requests/preview`, {
        data: body,
        headers: { origin: portal.url, "content-type": "application/json" },
      });
    const place = `"entry":"${ENTRY}","name":"api","namespace":"team-a","operation":"create"`;
    const byValues = await send(`{${place},"values":{"spec":{"id":-9223372036854775808}}}`);
    expect(await byValues.text()).toContain('"after":-9223372036854775808');
    const manifest = JSON.stringify(MANIFEST.replace("name: main", "name: api"));
    const byText = await send(`{${place},"manifest":${manifest}}`);
    expect(await byText.text()).toContain('"after":9007199254740993');
    const tooLarge = await send(`{${place},"values":{"spec":{"id":9223372036854775808}}}`);
    expect(await tooLarge.text()).toContain("between -9223372036854775808 and 9223372036854775807");
  });

  await test.step("the cluster and the resource page have the same digits", async () => {
    const input = { entry: ENTRY, name: "main", namespace: "team-a", operation: "create" } as const;
    await requestAndMerge(ana, portal, { ...input, manifest: MANIFEST });
    const read = () => ana.context().request.get(`${portal.url}/api/v1/${RESOURCE}`);
    await expect.poll(async () => (await read()).text(), { timeout: 60_000 }).toContain("9007199254740993");
    expect(await (await read()).text()).toContain("9223372036854775807");
  });

  await test.step("a change of another field changes one line and keeps the rest of the file", async () => {
    await ana.goto(`/${RESOURCE}/change`);
    await ana.getByRole("textbox", { name: "Note" }).fill("new");
    const previewed = ana.waitForResponse("**/api/v1/requests/preview");
    await ana.getByRole("button", { name: "Review" }).click();
    const { manifest, drift } = JSON.parse(await (await previewed).text());
    expect(manifest).toBe(MANIFEST.replace("note: old", "note: new"));
    expect(drift).toEqual([]);
  });
});
