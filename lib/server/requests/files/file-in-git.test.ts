import { describe, expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import type { CatalogRecord } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { digestValue } from "#lib/form/values/secrets-check";
import type { NoSecret } from "#lib/request/trailers";
import { describeFile } from "#lib/server/requests/files/file-in-git";
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
// In two parts, so that secret scanners do not report this file.
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

describe("describeFile", () => {
  const rows: [reason: string, content: string, given: Given, expected: object][] = [
    ["returns the text to a person who may request a change", text("size: s"), {}, { version: "v1" }],
    [
      "uses the version of the file",
      text("size: s", { api: "demo.test/v1beta1" }),
      {},
      { version: "v1beta1" },
    ],
    [
      "uses the offer's version when the file's version is no longer served",
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

  it("returns a password that its requester confirmed as not a secret", async () => {
    const content = text(`password: ${password}`);
    const confirmed = [{ path: "/spec/password", reason }];
    expect(await describeText(content, { said })).toEqual({ ...seen, content, version: "v1", confirmed });
  });

  it("returns a value in the format of a token after its requester confirmed it", async () => {
    const content = text(`size: ${token}`);
    const sure = [{ path: "/spec/size", digest: digestValue(token), reason }];
    const confirmed = [{ path: "/spec/size", reason }];
    expect(await describeText(content, { said: sure })).toMatchObject({ content, confirmed });
  });

  it("gives a default reason for a confirmation without a reason", async () => {
    const old = [{ path: "/spec/password", digest: digestValue(password) }];
    const file = await describeText(text(`password: ${password}`), { said: old });
    expect(file.confirmed).toEqual([
      { path: "/spec/password", reason: expect.stringContaining("earlier request") },
    ]);
  });

  const without: [reason: string, content: string, given: Given, expected: object][] = [
    ["returns no text to a person who may not request a change", text("size: s"), { granted: [] }, {}],
    ["returns no text when no version has a form", text("size: s"), { versions: [] }, {}],
    ["withholds a file with a secret in a field", text(`size: ${token}`), {}, { withheld: secret }],
    [
      "withholds a file with a value that looks like a secret",
      text(`password: ${password}`),
      {},
      { withheld: secret },
    ],
    [
      "withholds a file whose value differs from the confirmed one",
      text(`password: ${password}8`),
      { said },
      { withheld: secret },
    ],
    [
      "withholds a file with a secret in a comment",
      `${text("size: s")}# ${token}\n`,
      {},
      { withheld: secret },
    ],
    [
      "withholds a file that is not a manifest and contains a secret",
      `size: [${token}`,
      {},
      { withheld: secret },
    ],
    [
      "reports the line of the error in a file that is not a manifest",
      "size: [",
      {},
      { withheld: expect.stringContaining("Its file is not a manifest. Line 1:") },
    ],
    [
      "withholds a file of another object",
      text("size: s", { name: "bills" }),
      {},
      { withheld: "Its file is about something else: Thing bills of demo.test/v1." },
    ],
  ];
  it.each(without)("%s", async (_, content, given, expected) => {
    expect(await describeText(content, given)).toEqual({ ...seen, ...expected });
  });
});
