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

describe("secret field", () => {
  it.each<[why: string, name: string, node: unknown, place: unknown]>([
    [
      "a secretKeyRef of Kubernetes",
      "secretKeyRef",
      reference,
      { kind: "reference", name: "name", key: "key" },
    ],
    [
      "a reference with a namespace",
      "passwordSecretRef",
      object({ name: text, key: text, namespace: text }),
      { kind: "reference", name: "name", key: "key" },
    ],
    [
      "a reference with only a name",
      "secretRef",
      object({ name: text }),
      { kind: "reference", name: "name" },
    ],
    [
      "a reference in a field named password",
      "password",
      reference,
      { kind: "reference", name: "name", key: "key" },
    ],
    ["the name of a Secret", "secretName", text, { kind: "name" }],
    ["the name of an existing Secret", "existingSecret", text, { kind: "name" }],
    [
      "the name of one of the Secrets that the platform declares",
      "auth",
      { ...text, "x-ui-secrets": [{ name: "db" }] },
      { kind: "name" },
    ],
    [
      "a reference with a hint",
      "auth",
      { ...reference, "x-ui-secret": true },
      { kind: "reference", name: "name", key: "key" },
    ],
    ["a value with the password format", "admin", { ...text, format: "password" }, { kind: "value" }],
    [
      "text with a hint and no fields for a reference",
      "admin",
      { ...text, "x-ui-secret": true },
      { kind: "value" },
    ],
    [
      "a map with a hint",
      "auth",
      { type: "object", additionalProperties: text, "x-ui-secret": true },
      { kind: "value" },
    ],
    ["not a reference to a ConfigMap", "configMapKeyRef", reference, undefined],
    ["not any object with a name and a key", "toleration", reference, undefined],
    ["not a reference to a secret store", "secretStoreRef", object({ name: text, kind: text }), undefined],
    [
      "not the Secret that an output is written to",
      "writeConnectionSecretToRef",
      object({ name: text }),
      undefined,
    ],
    [
      "not a Secret that the object creates",
      "secret",
      object({ name: text, type: text, data: object({ a: text }) }),
      undefined,
    ],
    ["not plain text, which may hold anything", "token", text, undefined],
    ["not a choice", "secretName", { ...text, enum: ["a", "b"] }, undefined],
  ])("is detected by its schema or hint: %s", (_why, name, node, place) => {
    expect(placeOf(name, node)).toEqual(place);
  });

  it("is detected in the items of a list by the name of the list", () => {
    const form = convert({ imagePullSecrets: { type: "array", items: object({ name: text }) } });
    expect(placeAt(form, "/spec/imagePullSecrets/0")).toEqual({
      kind: "reference",
      name: "name",
    });
  });

  it("is not the object that contains references, even with a hint", () => {
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
    ["no secret in plain values", { spec: { note: "x" } }, []],
    ["any value in a field that cannot hold a reference", { spec: { admin: "x" } }, ["/spec/admin"]],
    [
      "any value in such a field of a list item",
      { spec: { users: [{ name: "a" }, { password: "x" }] } },
      ["/spec/users/1/password"],
    ],
    ["a literal in a field with a secret name", { spec: { password: random } }, ["/spec/password"]],
    ["a literal in a field that the schema does not declare", { spec: { apiKey: random } }, ["/spec/apiKey"]],
    ["no secret in a choice that the schema lists", { spec: { apiKeyMode: "x", token: "manualPick1" } }, []],
    ["no secret in a default of the schema", { spec: { passphrase: "open-sesame" } }, []],
    [
      "a value that differs from the default",
      { spec: { passphrase: "open-sesame-2" } },
      ["/spec/passphrase"],
    ],
    ["no secret in the names of a reference", { spec: { tokenRef: { name: "a", key: random } } }, []],
  ])("finds %s", (_why, values, paths) => {
    const found = checkSecrets(form, { ...values });
    expect(found.map(({ path }) => path)).toEqual(paths);
    expect(found.every(({ confirmable }) => confirmable)).toBe(true);
    expect(JSON.stringify(found)).not.toContain(random);
    expect(found.every(({ source }) => source === "secret")).toBe(true);
  });

  it("accepts each value that a person confirmed and no other", () => {
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

describe("values without confirmed secrets", () => {
  const values = { spec: { list: ["a", "b", "c"], token: "x", size: 1 } };

  it("leaves out the secrets and keeps the order of lists", () => {
    expect(leaveOut(values, ["/spec/list/0", "/spec/list/1", "/spec/token", ""])).toEqual({
      spec: { list: ["c"], size: 1 },
    });
  });

  it("drops a confirmation when its value changes", () => {
    const confirmed = [
      { path: "/spec/token", digest: digestValue("x") },
      { path: "/spec/size", digest: digestValue(2) },
    ];
    expect(listConfirmedPaths({ values }, confirmed)).toEqual(["/spec/token"]);
  });

  it("drops the confirmation of a comment only when the secret in the comment changes", () => {
    const write = (token: string, size: number) => `# token: ${token}\nspec: {size: ${size}}\n`;
    const confirmed = [{ path: "", digest: digestPlace({ values, text: write("abc123x", 1) }, "") }];
    expect(listConfirmedPaths({ values, text: write("abc123x", 2) }, confirmed)).toEqual([""]);
    expect(listConfirmedPaths({ values, text: write("abc124x", 1) }, confirmed)).toEqual([]);
  });
});
