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
    "leaves out the identity and the status",
    { apiVersion: "v1", kind: "Sample", metadata: { uid: "x" }, status: { a: 1 }, spec: { mode: "x" } },
    { spec: { mode: "x" } },
  ],
  [
    "leaves out values that equal their defaults",
    { spec: { size: "small", mode: "x", labels: { a: "b" } } },
    { spec: { mode: "x" } },
  ],
  [
    "keeps values that differ from their defaults",
    { spec: { size: "large", labels: { a: "c" } } },
    { spec: { size: "large", labels: { a: "c" } } },
  ],
  [
    "leaves out an object that contains only defaults",
    { spec: { mode: "x", storage: { class: "fast" } } },
    { spec: { mode: "x" } },
  ],
  ["keeps an empty object", { spec: { storage: {} } }, { spec: { storage: {} } }],
  [
    "keeps items and entries without their defaults",
    { spec: { users: [{ name: "a", admin: false }, { admin: false }], pools: { p: { count: 1 } } } },
    { spec: { users: [{ name: "a" }, {}], pools: { p: {} } } },
  ],
  ["keeps unknown fields", { spec: { other: 1 } }, { spec: { other: 1 } }],
])("buildStartValues %s", (_why, object, values) =>
  expect(buildStartValues(form, object, "other")).toEqual(values),
);

it("leaves out the references that Crossplane v1 and v2 add", () => {
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
