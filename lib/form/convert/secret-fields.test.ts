import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { findFields } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import {
  checkSecrets,
  digestPlace,
  digestValue,
  leaveOut,
  listConfirmedPaths,
} from "#lib/form/values/secrets-check";

const text = { type: "string" };
const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const reference = object({ name: text, key: text });

function convert(properties: object) {
  return convertSchema(object({ spec: object(properties) }), { kind: "Sample" });
}

function placeAt(form: FormSchema, pointer: string) {
  const field = findFields(form, pointer).at(-1)?.field;
  return field?.kind === "secret" ? field.place : undefined;
}

function placeOf(name: string, node: unknown) {
  const form = convert({ [name]: node });
  return placeAt(form, `/spec/${name}`);
}

describe("a field about a secret", () => {
  it.each<[why: string, name: string, node: unknown, place: unknown]>([
    ["Kubernetes' own", "secretKeyRef", reference, { kind: "reference", name: "name", key: "key" }],
    [
      "with its namespace",
      "passwordSecretRef",
      object({ name: text, key: text, namespace: text }),
      { kind: "reference", name: "name", key: "key" },
    ],
    ["with a name alone", "secretRef", object({ name: text }), { kind: "reference", name: "name" }],
    ["called as the thing", "password", reference, { kind: "reference", name: "name", key: "key" }],
    ["a name", "secretName", text, { kind: "name" }],
    ["the name of one that is there", "existingSecret", text, { kind: "name" }],
    [
      "a name, as the platform declares which",
      "auth",
      { ...text, "x-ui-secrets": [{ name: "db" }] },
      { kind: "name" },
    ],
    [
      "a reference by hint",
      "auth",
      { ...reference, "x-ui-secret": true },
      { kind: "reference", name: "name", key: "key" },
    ],
    ["a password by format", "admin", { ...text, format: "password" }, { kind: "value" }],
    [
      "text by hint, with no place for a reference",
      "admin",
      { ...text, "x-ui-secret": true },
      { kind: "value" },
    ],
    [
      "a map by hint",
      "auth",
      { type: "object", additionalProperties: text, "x-ui-secret": true },
      { kind: "value" },
    ],
    ["a reference of a ConfigMap", "configMapKeyRef", reference, undefined],
    ["any name and key", "toleration", reference, undefined],
    ["a store of secrets", "secretStoreRef", object({ name: text, kind: text }), undefined],
    ["where a Secret is written to", "writeConnectionSecretToRef", object({ name: text }), undefined],
    [
      "a Secret that is made here",
      "secret",
      object({ name: text, type: text, data: object({ a: text }) }),
      undefined,
    ],
    ["plain text that may be anything", "token", text, undefined],
    ["a choice", "secretName", { ...text, enum: ["a", "b"] }, undefined],
  ])("is detected by its shape or hint: %s", (_why, name, node, place) => {
    expect(placeOf(name, node)).toEqual(place);
  });

  it("is detected in items as in their list", () => {
    const form = convert({ imagePullSecrets: { type: "array", items: object({ name: text }) } });
    expect(placeAt(form, "/spec/imagePullSecrets/0")).toEqual({
      kind: "reference",
      name: "name",
    });
  });

  it("leaves an object that holds references to them, whatever its hint", () => {
    const form = convert({ auth: object({ secretRef: reference }, { "x-ui-secret": true }) });
    expect(placeAt(form, "/spec/auth")).toBeUndefined();
    expect(placeAt(form, "/spec/auth/secretRef")).toMatchObject({
      kind: "reference",
    });
  });
});

describe("checkSecrets", () => {
  const form = convert({
    admin: { ...text, format: "password" },
    users: { type: "array", items: object({ name: text, password: { ...text, format: "password" } }) },
    tokenRef: object({ name: text, key: text }),
    password: text,
    note: text,
    token: { ...text, enum: ["manualPick1", "none"] },
    passphrase: { ...text, default: "open-sesame" },
  });
  const random = "xK9#mP2$vL5";

  it.each<[why: string, values: object, paths: string[]]>([
    ["nothing", { spec: { note: "x" } }, []],
    ["a value without a place for a reference, however plain", { spec: { admin: "x" } }, ["/spec/admin"]],
    [
      "the same in a list",
      { spec: { users: [{ name: "a" }, { password: "x" }] } },
      ["/spec/users/1/password"],
    ],
    ["a literal under a telling name", { spec: { password: random } }, ["/spec/password"]],
    ["a literal in a field that the schema does not know", { spec: { apiKey: random } }, ["/spec/apiKey"]],
    ["a choice that the schema lists", { spec: { apiKeyMode: "x", token: "manualPick1" } }, []],
    ["a default of the schema", { spec: { passphrase: "open-sesame" } }, []],
    ["another value than the default", { spec: { passphrase: "open-sesame-2" } }, ["/spec/passphrase"]],
    ["names in a reference, however random", { spec: { tokenRef: { name: "a", key: random } } }, []],
  ])("finds %s", (_why, values, paths) => {
    const found = checkSecrets(form, { ...values });
    expect(found.map(({ path }) => path)).toEqual(paths);
    expect(found.every(({ confirmable }) => confirmable)).toBe(true);
    expect(JSON.stringify(found)).not.toContain(random);
    expect(found.every(({ source }) => source === "secret")).toBe(true);
  });

  it("accepts a person's confirmation of each value", () => {
    const sure = ["gl", "pat-", "a1B2c3D4e5F6g7H8i9J0"].join("");
    const values = { spec: { admin: "x", password: random, note: sure } };
    const confirmed = ["/spec/admin", "/spec/password", "/spec/note"];
    expect(checkSecrets(form, values, new Set(confirmed))).toEqual([]);
    for (const path of confirmed) {
      const others = new Set(confirmed.filter((one) => one !== path));
      expect(checkSecrets(form, values, others).map((error) => error.path)).toEqual([path]);
    }
  });
});

describe("what is left without the secrets", () => {
  const values = { spec: { list: ["a", "b", "c"], token: "x", size: 1 } };

  it("keeps everything else, and the order of lists", () => {
    expect(leaveOut(values, ["/spec/list/0", "/spec/list/1", "/spec/token", ""])).toEqual({
      spec: { list: ["c"], size: 1 },
    });
  });

  it("forgets a confirmation when the value changes", () => {
    const confirmed = [
      { path: "/spec/token", digest: digestValue("x") },
      { path: "/spec/size", digest: digestValue(2) },
    ];
    expect(listConfirmedPaths({ values }, confirmed)).toEqual(["/spec/token"]);
  });

  it("forgets a confirmation of a comment when the comment's secret changes, and no sooner", () => {
    const write = (token: string, size: number) => `# token: ${token}\nspec: {size: ${size}}\n`;
    const confirmed = [{ path: "", digest: digestPlace({ values, text: write("abc123x", 1) }, "") }];
    expect(listConfirmedPaths({ values, text: write("abc123x", 2) }, confirmed)).toEqual([""]);
    expect(listConfirmedPaths({ values, text: write("abc124x", 1) }, confirmed)).toEqual([]);
  });
});
