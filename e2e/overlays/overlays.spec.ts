import { z } from "zod";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import { applyObject, deleteObject } from "#demo/platform/objects";
import { allowRequests } from "../testing/allow-requests";
import { ask } from "../testing/journey";
import { writeDefinition } from "../testing/offer-definition";
import { expect, signIn, test } from "../testing/portal";

const GROUP = "overlays.demo.vitrine.dev";
const BASE = `crd.local.shelves.${GROUP}`;
const SMALL = `${BASE}~overlay.small-shelf`;
const preview = z.object({ validation: z.object({ errors: z.array(z.object({ path: z.string() })) }) });

const properties = {
  size: { type: "string", enum: ["small", "large"] },
  zone: { type: "string" },
  label: { type: "string" },
};
const define = (fields: object) =>
  writeDefinition({
    ...{ group: GROUP, kind: "Shelf", plural: "shelves" },
    properties: { spec: { type: "object", properties: { ...fields } } },
  });

function overlay(name: string, spec: object): Manifest {
  return {
    ...{ apiVersion: "vitrine.dev/v1alpha1", kind: "OfferOverlay", metadata: { name } },
    spec: { offer: { kind: "CustomResourceDefinition", name: `shelves.${GROUP}` }, ...spec },
  };
}

const small = overlay("small-shelf", {
  ...{ separate: true, title: "Small shelf", description: "For **one** box.", category: "Furniture" },
  ...{ lifecycle: "production", links: [{ title: "Runbook", url: "https://docs.example.org/shelf" }] },
  locked: [{ field: "spec.size", value: "small" }],
  defaults: [{ field: "spec.label", value: "boxes" }],
  choices: [{ field: "spec.zone", values: ["north", "south"] }],
});
const large = overlay("large-shelf", {
  ...{ separate: true, title: "Large shelf", locked: [{ field: "spec.size", value: "large" }] },
  audience: { groups: ["demo:platform"] },
});
const hidden = overlay("shelf", { hidden: true });

let cluster: Cluster;

test.beforeAll(async ({ portal }) => {
  cluster = await openCluster(portal.kubeconfig);
  await applyObject(cluster, define(properties), "e2e");
  await allowRequests(portal, GROUP, BASE);
  for (const object of [small, large, hidden]) await applyObject(cluster, object, "e2e");
});

test.afterAll(async () => {
  for (const object of [small, large, hidden, define(properties)]) await deleteObject(cluster, object);
});

test("a person sees and requests the variants that are for them, with the rules of each", async ({
  browser,
  portal,
}) => {
  const ana = await signIn(browser, portal.url, "Ana");
  const card = (title: string) => ana.getByRole("listitem").filter({ hasText: title });
  await expect(card("Small shelf")).toBeVisible();
  await expect(card("Large shelf")).toHaveCount(0);
  await expect(ana.getByRole("link", { name: "Shelf", exact: true })).toHaveCount(0);

  await ana.goto(`/catalog/${SMALL}`);
  await expect(ana.getByRole("heading", { level: 1, name: "Small shelf" })).toBeVisible();
  await expect(ana.getByRole("link", { name: "Runbook" })).toHaveAttribute(
    "href",
    "https://docs.example.org/shelf",
  );
  await expect(ana.getByRole("complementary").getByText("Furniture")).toBeVisible();
  await expect(ana.getByRole("heading", { name: "Where this comes from" })).toHaveCount(0);

  await ana.goto(`/catalog/${SMALL}/new`);
  await expect(ana.getByRole("textbox", { name: "Label" })).toHaveValue("boxes");
  await expect(ana.getByText("small", { exact: true }).first()).toBeVisible();

  const body = (spec: object) => ({
    ...{ entry: SMALL, operation: "create", name: "mine", namespace: "team-a", values: { spec } },
  });
  const send = async (spec: object) => {
    const response = await ana.context().request.post("/api/v1/requests/preview", {
      headers: { origin: portal.url },
      data: body(spec),
    });
    expect(response.status(), await response.text()).toBe(200);
    return preview.parse(await response.json()).validation.errors.map(({ path }) => path);
  };
  expect(await send({ zone: "north" })).toEqual([]);
  expect(await send({ zone: "west" })).toEqual(["/spec/zone"]);

  await ask(ana, {
    ...{ search: "shelf", offer: "Small shelf", name: "first", namespace: "team-a" },
    path: `local/team-a/shelves.${GROUP}/first.yaml`,
  });
  await expect(ana.getByText("size: small").first()).toBeVisible();
});

test("the platform team sees its variants, and an overlay that stopped fitting", async ({
  browser,
  portal,
}) => {
  const pia = await signIn(browser, portal.url, "Pia");
  await expect(pia.getByRole("listitem").filter({ hasText: "Large shelf" })).toBeVisible();
  await pia.goto(`/catalog/${SMALL}`);
  const section = pia.getByRole("region", { name: "Where this comes from" });
  await expect(section.getByRole("row", { name: "Category Overlay" })).toBeVisible();
  await expect(section.getByRole("row", { name: "Icon API and its annotations" })).toBeVisible();
  await expect(section.getByRole("row", { name: "Locked values spec.size Overlay" })).toBeVisible();
  await expect(section.getByRole("row", { name: /^Owner/ })).toHaveCount(0);
  await expect(section.getByText("have no effect")).toHaveCount(0);

  const { zone: _, ...rest } = properties;
  await applyObject(cluster, define(rest), "e2e");
  // The open page follows the change of the schema.
  await expect(section.getByText("Field 'spec.zone' is gone. Remap it.")).toBeVisible();
  await expect(pia.getByRole("link", { name: "Request Small shelf" })).toBeVisible();
  await pia.goto("/diagnostics");
  await expect(pia.getByText("Overlays fit their offers")).toBeVisible();
  await expect(pia.getByText(/small-shelf in local: Field 'spec.zone' is gone/)).toBeVisible();
});
