import { describe, expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import type { CatalogRecord } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { digestValue } from "#lib/form/values/secrets-check";
import type { NoSecret } from "#lib/request/trailers";
import { describeFile } from "#lib/server/requests/file-in-git";
import { createFakePortal, makeType } from "#lib/server/testing/fake-portal";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const thing = makeType("demo.test", "Thing");
const object = { ...thing, namespace: "team-a", name: "orders" };
const schema = {
  type: "object",
  properties: {
    spec: { type: "object", properties: { size: { type: "string" }, password: { type: "string" } } },
  },
};
const version = (name: string) => ({ name, served: true, storage: false, deprecated: false, schema });

const text = (spec: string, { api = "demo.test/v1", kind = "Thing", name = "orders" } = {}) =>
  `# kept\napiVersion: ${api}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-a\nspec:\n  ${spec}\n`;
// In two parts, so that nobody's scanner takes the test for a leak.
const password = "xK9#mP2$vL5";
const token = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;

interface Given {
  said?: NoSecret[];
  granted?: string[];
  versions?: CatalogRecord["versions"];
}

function describeText(content: string, given: Given = {}) {
  const { granted = ["request things team-a"], versions = [version("v1"), version("v1beta1")], said } = given;
  const portal = createFakePortal({ types: [thing], offers: [thing], granted });
  const [record] = portal.catalog.list();
  if (!record) throw new Error("no offer");
  const own = { ...record, versions };
  const source = { ...portalSource, list: () => [own], get: () => own };
  const catalog = createCatalog([source]);
  const file = { path: "orders.yaml", blob: "b10b", content };
  return describeFile(
    { ...portal, catalog, buildForm: convertSchema },
    ana,
    object,
    file,
    async () => said ?? [],
  );
}

const portalSource = {
  kind: "crd" as const,
  hasSynced: () => true,
  subscribe: () => () => {},
  close: () => {},
};

const seen = { path: "orders.yaml", blob: "b10b" };
const secret = "The file holds a value that looks like a secret. The portal does not show it.";

describe("a file in Git, as a person may see it", () => {
  const rows: [reason: string, content: string, given: Given, expected: object][] = [
    ["who may ask for a change starts from its text", text("size: s"), {}, { version: "v1" }],
    [
      "the version is that of the file",
      text("size: s", { api: "demo.test/v1beta1" }),
      {},
      { version: "v1beta1" },
    ],
    [
      "one that is not served any more moves to the offer's",
      text("size: s", { api: "demo.test/v1alpha1" }),
      {},
      { version: "v1" },
    ],
  ];
  it.each(rows)("%s", async (_, content, given, expected) => {
    expect(await describeText(content, given)).toEqual({ ...seen, content, ...expected });
  });

  const reason = "A sample.";
  const said = [{ path: "/spec/password", digest: digestValue(password), reason }];

  it("holds what is no secret, by the word of who asked for it", async () => {
    const content = text(`password: ${password}`);
    const confirmed = [{ path: "/spec/password", reason }];
    expect(await describeText(content, { said })).toEqual({ ...seen, content, version: "v1", confirmed });
  });

  it("holds what is surely a secret by its form, once it was confirmed", async () => {
    const content = text(`size: ${token}`);
    const sure = [{ path: "/spec/size", digest: digestValue(token), reason }];
    const confirmed = [{ path: "/spec/size", reason }];
    expect(await describeText(content, { said: sure })).toMatchObject({ content, confirmed });
  });

  it("gives a reason for what was confirmed before one was asked for", async () => {
    const old = [{ path: "/spec/password", digest: digestValue(password) }];
    const file = await describeText(text(`password: ${password}`), { said: old });
    expect(file.confirmed).toEqual([
      { path: "/spec/password", reason: expect.stringContaining("earlier request") },
    ]);
  });

  const without: [reason: string, content: string, given: Given, expected: object][] = [
    ["who may not ask for a change gets no text", text("size: s"), { granted: [] }, {}],
    ["what has no form is changed elsewhere", text("size: s"), { versions: [] }, {}],
    ["a secret in a field is never sent", text(`size: ${token}`), {}, { withheld: secret }],
    ["what looks like one is not", text(`password: ${password}`), {}, { withheld: secret }],
    ["nor is another value than was said", text(`password: ${password}8`), { said }, { withheld: secret }],
    ["nor one in a comment", `${text("size: s")}# ${token}\n`, {}, { withheld: secret }],
    ["nor one in what is no manifest", `size: [${token}`, {}, { withheld: secret }],
    [
      "what is no manifest says where it is not",
      "size: [",
      {},
      { withheld: expect.stringContaining("Its file is not a manifest. Line 1:") },
    ],
    [
      "a file about something else is not taken for this one",
      text("size: s", { name: "bills" }),
      {},
      { withheld: "Its file is about something else: Thing bills of demo.test/v1." },
    ],
  ];
  it.each(without)("%s", async (_, content, given, expected) => {
    expect(await describeText(content, given)).toEqual({ ...seen, ...expected });
  });
});
