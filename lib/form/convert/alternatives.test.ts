import { describe, expect, it } from "vitest";
import { findAlternatives } from "#lib/form/convert/alternatives";
import type { JsonRecord } from "#lib/schema/pointer";

const NODE: JsonRecord = {
  type: "object",
  properties: {
    host: { type: "string" },
    ip: { type: "string", title: "Address" },
    tls: { type: "object", properties: { secretName: { type: "string" }, issuer: { type: "string" } } },
  },
};

describe("findAlternatives", () => {
  it.each<[why: string, rules: JsonRecord, choices: { label: string; fields: string[] }[] | undefined]>([
    [
      "one of two fields",
      { oneOf: [{ required: ["host"] }, { required: ["ip"] }] },
      [
        { label: "Host", fields: ["host"] },
        { label: "Address", fields: ["ip"] },
      ],
    ],
    [
      "several fields of one choice",
      { anyOf: [{ required: ["host", "ip"] }, { required: ["tls"] }] },
      [
        { label: "Host and Address", fields: ["host", "ip"] },
        { label: "TLS", fields: ["tls"] },
      ],
    ],
    [
      "fields of an object inside",
      {
        oneOf: [
          { required: ["tls"], properties: { tls: { required: ["issuer"] } } },
          { properties: { tls: { required: ["secretName"] } } },
        ],
      },
      [
        { label: "TLS › Issuer", fields: ["tls/issuer"] },
        { label: "TLS › Secret name", fields: ["tls/secretName"] },
      ],
    ],
    ["no choice: a single branch", { oneOf: [{ required: ["host"] }] }, undefined],
    [
      "no choice: a branch says more",
      { oneOf: [{ required: ["host"] }, { required: ["ip"], minProperties: 2 }] },
      undefined,
    ],
    ["no choice: a branch asks for nothing", { anyOf: [{ required: ["host"] }, {}] }, undefined],
    [
      "no choice: a field that is not declared",
      { oneOf: [{ required: ["host"] }, { required: ["gone"] }] },
      undefined,
    ],
    ["no choice: between values", { anyOf: [{ type: "integer" }, { type: "string" }] }, undefined],
  ])("%s", (_why, rules, choices) => {
    expect(findAlternatives({ ...NODE, ...rules })[0]?.choices).toEqual(choices);
  });
});
