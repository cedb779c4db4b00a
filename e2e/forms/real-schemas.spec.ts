import { parse } from "yaml";
import { type RealKind, readRealSchema } from "#demo/local-stack/real-schemas";
import { openStack } from "#demo/local-stack/stack";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { allowRequests } from "../testing/allow-requests";
import { expect, signIn, test } from "../testing/portal";
import { addEverywhere, enterValues, listFields } from "./form-walk";

const KINDS: RealKind[] = ["HTTPRoute", "ExternalSecret", "SecretStore", "Cluster", "Prometheus"];

// Fields of the schema may have the same names.
const NAME = '[data-field="/metadata/name"] input';
const NAMESPACE = '[data-field="/metadata/namespace"] [role=combobox]';

/** Of an amount the API takes 2 and "2" alike; where it does not, the API server below refuses the wrong one. */
function spell(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === "number" ? String(inner) : inner)));
}

for (const kind of KINDS) {
  test(`every field of ${kind} can be edited, and its upstream example passes through the form`, {
    // Three of the five differ most; the others take their time in `npm run test:long`.
    tag: kind === "Cluster" || kind === "SecretStore" ? "@long" : [],
  }, async ({ browser, portal }) => {
    test.setTimeout(240_000);
    const stack = openStack();
    const { crd, schema, example } = await readRealSchema(kind, stack.run).finally(stack.close);
    const cluster = await openCluster(portal.kubeconfig);
    await applyObject(cluster, crd, "e2e");
    const entry = `crd.local.${crd.metadata.name}`;
    await allowRequests(portal, crd.spec.group, entry);
    const page = await signIn(browser, portal.url, "Ana");

    await test.step("each field of the schema can be filled in", async () => {
      await page.goto(`/catalog/${entry}/new?open=all`);
      await page.locator(NAME).waitFor();
      const shown = new Set(await addEverywhere(page));
      const inForm = listFields(schema).filter(
        (pointer) => !/^\/(apiVersion|kind|metadata|status)(\/|$)/.test(pointer),
      );
      expect(inForm.filter((pointer) => !shown.has(pointer))).toEqual([]);
    });

    await test.step("the form keeps the meaning of the example", async () => {
      const { metadata, status: _, apiVersion, kind: __, ...values } = parse(example);
      // From another page: as long as the form is there, it may write what was entered above once more.
      await page.goto("/catalog");
      await page.evaluate(() => localStorage.clear());
      await page.goto(`/catalog/${entry}/new?open=all`);
      await page.locator(NAME).fill(metadata.name);
      await page.locator(NAMESPACE).click();
      await page.getByRole("option", { name: "team-a", exact: true }).click();
      await enterValues(page, values);
      const previewed = page.waitForResponse("**/api/v1/requests/preview");
      await page.getByRole("button", { name: "Review" }).click();
      await expect(page.getByText(/Fix \d+ errors?:/)).toBeHidden();
      const { manifest, validation } = await (await previewed).json();
      expect(validation.errors).toEqual([]);
      const written = parse(manifest);
      const place = { name: metadata.name, namespace: "team-a" };
      expect(spell(written)).toEqual(spell({ apiVersion, kind, metadata: place, ...values }));
      const path = `/apis/${apiVersion}/namespaces/team-a/${crd.spec.names.plural}/${metadata.name}`;
      await cluster.call({
        method: "PATCH",
        path: `${path}?dryRun=All&fieldManager=e2e`,
        body: written,
        contentType: "application/apply-patch+yaml",
      });
    });
  });
}
