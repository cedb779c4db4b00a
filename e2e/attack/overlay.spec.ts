import type { Manifest } from "#demo/platform/cluster";
import { applyObject, deleteObject } from "#demo/platform/objects";
import { writeDefinition } from "../testing/offer-definition";
import { expect, type Stage, test } from "./testing/stage";
import { hasRefused, openStream, whenStream } from "./testing/stream";

const GROUP = "overlays.attack.vitrine.dev";
const HIDDEN = `crd.local.vaults.${GROUP}`;
const SEPARATE = `${HIDDEN}~overlay.attack-vault`;
const ABSENT = `crd.local.absents.${GROUP}`;
const TITLE = "Canary vault";

const definition = writeDefinition({
  ...{ group: GROUP, kind: "Vault", annotations: { "vitrine.dev/title": TITLE } },
  properties: { spec: { type: "object", properties: { size: { type: "string" } } } },
});
const overlay = (name: string, spec: object): Manifest => ({
  ...{ apiVersion: "vitrine.dev/v1alpha1", kind: "OfferOverlay", metadata: { name } },
  spec: { offer: { kind: "CustomResourceDefinition", name: `vaults.${GROUP}` }, ...spec },
});
const audience = { groups: ["attack:platform"] };
const OBJECTS = [
  definition,
  overlay("attack-vault-own", { audience }),
  overlay("attack-vault", { audience, separate: true, title: `Small ${TITLE}` }),
];

const status = async (stage: Stage, path: string) => (await stage.asScript({ path })).status;

test.beforeAll(async ({ stage }) => {
  for (const object of OBJECTS) await applyObject(stage.cluster, object, "attack");
  // The platform team sees both: before that, a refusal would prove nothing.
  for (const id of [HIDDEN, SEPARATE])
    await expect.poll(() => status(stage, `/api/v1/catalog/${id}`), { timeout: 60_000 }).toBe(200);
});

test.afterAll(async ({ stage }) => {
  for (const object of OBJECTS) await deleteObject(stage.cluster, object);
});

for (const id of [HIDDEN, SEPARATE])
  test(`an offer for another group cannot be told from one that does not exist: ${id}`, async ({ stage }) => {
    const rita = await stage.as("requester");
    const create = (entry: string) => ({
      ...{ entry, operation: "create", name: "mine", namespace: "team-a", values: { spec: {} } },
    });
    const routes: ((entry: string) => Promise<{ status: number; text: string }>)[] = [
      (entry) => rita.get(`/api/v1/catalog/${entry}`),
      (entry) => rita.get(`/api/v1/catalog/${entry}/namespaces`),
      (entry) => rita.get(`/api/v1/catalog/${entry}/names?namespace=team-a`),
      (entry) => rita.get(`/api/v1/catalog/${entry}/options?field=/spec/size`),
      (entry) => rita.get(`/api/v1/resources?entry=${entry}`),
      (entry) => rita.post("/api/v1/requests/preview", create(entry)),
      (entry) => rita.post("/api/v1/requests", create(entry)),
    ];
    for (const route of routes) {
      const [found, absent] = [await route(id), await route(ABSENT)];
      const readDetail = ({ text }: { text: string }) =>
        String(JSON.parse(text).detail).replaceAll(id, "ID").replaceAll(ABSENT, "ID");
      expect.soft(found.status, String(route)).toBe(404);
      expect.soft(absent.status, String(route)).toBe(404);
      expect.soft(readDetail(found), String(route)).toBe(readDetail(absent));
    }
    for (const path of ["/api/v1/catalog", `/catalog/${id}`, `/catalog/${id}/new`, "/catalog"])
      expect.soft((await rita.get(path)).text, path).not.toContain(TITLE);
    const stream = await openStream(stage.url, [`resources:${id}`], { cookie: rita.cookie() });
    try {
      await whenStream(stream, (it) => hasRefused(it, `resources:${id}`), "the topic is refused");
    } finally {
      stream.close();
    }
  });
