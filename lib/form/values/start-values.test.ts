import { expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { buildStartValues } from "#lib/form/values/start-values";

const text = { type: "string" };
const form = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          size: { ...text, default: "small" },
          mode: text,
          storage: { type: "object", properties: { class: { ...text, default: "fast" }, amount: text } },
          users: {
            type: "array",
            items: { type: "object", properties: { name: text, admin: { type: "boolean", default: false } } },
          },
          pools: {
            type: "object",
            additionalProperties: { type: "object", properties: { count: { type: "integer", default: 1 } } },
          },
          labels: { type: "object", default: { a: "b" }, additionalProperties: text },
        },
      },
    },
  },
  { kind: "Sample" },
);

it.each([
  [
    "the identity stays behind",
    { apiVersion: "v1", kind: "Sample", metadata: { uid: "x" }, status: { a: 1 }, spec: { mode: "x" } },
    { spec: { mode: "x" } },
  ],
  [
    "defaults are the API's",
    { spec: { size: "small", mode: "x", labels: { a: "b" } } },
    { spec: { mode: "x" } },
  ],
  [
    "what differs from its default was chosen",
    { spec: { size: "large", labels: { a: "c" } } },
    { spec: { size: "large", labels: { a: "c" } } },
  ],
  [
    "an object of nothing but defaults goes",
    { spec: { mode: "x", storage: { class: "fast" } } },
    { spec: { mode: "x" } },
  ],
  ["an empty object was chosen", { spec: { storage: {} } }, { spec: { storage: {} } }],
  [
    "items and entries stay, without their defaults",
    { spec: { users: [{ name: "a", admin: false }, { admin: false }], pools: { p: { count: 1 } } } },
    { spec: { users: [{ name: "a" }, {}], pools: { p: {} } } },
  ],
  ["unknown fields are not ours to judge", { spec: { other: 1 } }, { spec: { other: 1 } }],
])("%s", (_why, object, values) => expect(buildStartValues(form, object, "other")).toEqual(values));

it("leaves what Crossplane bound the object to, before and since its version 2", () => {
  const bound = { compositionRef: { name: "a" }, resourceRefs: [{ name: "b" }] };
  expect(buildStartValues(form, { spec: { mode: "x", ...bound } }, "xrd")).toEqual({ spec: { mode: "x" } });
  expect(buildStartValues(form, { spec: { mode: "x", crossplane: bound } }, "xrd")).toEqual({
    spec: { mode: "x" },
  });
  const chosen = { compositionSelector: { matchLabels: { a: "b" } } };
  expect(buildStartValues(form, { spec: { crossplane: { ...bound, ...chosen } } }, "xrd")).toEqual({
    spec: { crossplane: chosen },
  });
  expect(buildStartValues(form, { spec: bound }, "other")).toEqual({ spec: bound });
});
