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
      "finds a choice between two fields",
      { oneOf: [{ required: ["host"] }, { required: ["ip"] }] },
      [
        { label: "Host", fields: ["host"] },
        { label: "Address", fields: ["ip"] },
      ],
    ],
    [
      "finds a choice with several fields",
      { anyOf: [{ required: ["host", "ip"] }, { required: ["tls"] }] },
      [
        { label: "Host and Address", fields: ["host", "ip"] },
        { label: "TLS", fields: ["tls"] },
      ],
    ],
    [
      "finds a choice between fields of a nested object",
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
    ["finds no choice in a single branch", { oneOf: [{ required: ["host"] }] }, undefined],
    [
      "finds no choice when a branch has another rule",
      { oneOf: [{ required: ["host"] }, { required: ["ip"], minProperties: 2 }] },
      undefined,
    ],
    ["finds no choice when a branch requires nothing", { anyOf: [{ required: ["host"] }, {}] }, undefined],
    [
      "finds no choice when a field is not declared",
      { oneOf: [{ required: ["host"] }, { required: ["gone"] }] },
      undefined,
    ],
    [
      "finds no choice between types of values",
      { anyOf: [{ type: "integer" }, { type: "string" }] },
      undefined,
    ],
  ])("%s", (_why, rules, choices) => {
    expect(findAlternatives({ ...NODE, ...rules })[0]?.choices).toEqual(choices);
  });
});
