/** 64-bit integers in a plan. Texts pass between the threads, so numbers must survive both directions. */
import { describe, expect, it } from "vitest";
import { formatJson, parseJson } from "#lib/exact-json";
import { convertSchema } from "#lib/form/convert/convert";
import type { FormSchema } from "#lib/form/types";
import { parseManifest } from "#lib/request/file/manifest";
import { TASKS } from "#lib/request/plan/tasks";
import type { PlanQuestion } from "#lib/request/plan/types";
import type { RequestInput } from "#lib/request/types";
import { type JsonRecord, ownValue } from "#lib/schema/pointer";
import { createRandom } from "#lib/schema/testing/random";

const INT64 = { type: "integer", format: "int64" };
/** The API server's JSON. */
const SCHEMA = parseJson<JsonRecord>(
  formatJson({
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          id: INT64,
          limit: { ...INT64, default: 9223372036854775807n },
          small: { type: "integer", format: "int32" },
          known: { ...INT64, enum: [9007199254740993n, 1] },
          high: { ...INT64, minimum: 9007199254740995n },
          even: { ...INT64, multipleOf: 2 },
          next: { ...INT64, "x-kubernetes-validations": [{ rule: "self + 1 == 9223372036854775807" }] },
          ids: { type: "array", items: INT64 },
          sizes: { type: "object", additionalProperties: INT64 },
          any: { "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    },
  }),
);
const FORM = parseJson<FormSchema>(formatJson(convertSchema(SCHEMA, { kind: "Account" })));

function ask(input: Partial<RequestInput>, file?: string) {
  const question: PlanQuestion = {
    input: { operation: "create", name: "main", namespace: "team-a", ...input },
    object: {
      cluster: "demo",
      group: "c16.example",
      version: "v1",
      kind: "Account",
      plural: "accounts",
      namespace: "team-a",
      name: "main",
    },
    path: "main.yaml",
    file,
  };
  const worked = TASKS.buildFilePlan(FORM, formatJson(question));
  // Messages between threads are copied, and the API formats them as JSON.
  return parseJson<typeof worked>(formatJson(structuredClone(worked)));
}

const IDENTITY = "apiVersion: c16.example/v1\nkind: Account\nmetadata:\n  name: main\n  namespace: team-a\n";

describe("64-bit integers", () => {
  it("keep their digits in the file, in its diff and in the object for the API server", () => {
    const random = createRandom("plan");
    for (let round = 0; round < 60; round += 1) {
      const [id, item, size, any] = Array.from({ length: 4 }, () => makeInt64(random));
      const spec = { id, ids: [item], sizes: { a: size }, any: { b: [any] } };
      const { content, errors, after = "", diff, changes } = ask({ values: { spec } });
      expect(errors).toEqual([]);
      expect(content).toBe(
        `${IDENTITY}spec:\n  id: ${id}\n  ids:\n    - ${item}\n  sizes:\n    a: ${size}\n  any:\n    b:\n      - ${any}\n`,
      );
      expect(parseManifest(content ?? "").manifest.spec).toEqual(narrow(spec));
      expect(after).toContain(`"spec":${formatJson(spec)}`);
      expect(diff).toContain(`+  id: ${id}\n`);
      expect(String(changes.find(({ path }) => path === "/spec/id")?.after)).toBe(String(id));
    }
  });

  it("keep their notation in the file beside a change", () => {
    const file = `${IDENTITY}spec:\n  id: 0x7fffffffffffffff # hexadecimal\n  limit: 9007199254740993\n  small: 1\n`;
    const spec = { id: 9223372036854775807n, limit: 9007199254740993n, small: 2 };
    const { content, changes } = ask({ operation: "update", values: { spec } }, file);
    expect(content).toBe(file.replace("small: 1", "small: 2"));
    expect(changes).toHaveLength(1);
  });

  it("are distinguished by their last digit in Git and in the cluster", () => {
    const file = `${IDENTITY}spec:\n  id: 9007199254740992\n`;
    const asked = ask({ operation: "update", values: { spec: { id: 9007199254740993n } } }, file);
    expect(asked.content).toBe(file.replace("0992", "0993"));
    expect(asked.changes).toMatchObject([
      { path: "/spec/id", before: 9007199254740992n, after: 9007199254740993n },
    ]);
    const live = (id: string) =>
      TASKS.compareLive(
        FORM,
        asked.comparison?.sides,
        `{"apiVersion":"c16.example/v1","kind":"Account","metadata":{"name":"main","namespace":"team-a"},"spec":{"id":${id}}}`,
      );
    expect(live("9007199254740992")).toEqual([]);
    expect(live("9007199254740991")).toMatchObject([
      { before: 9007199254740992n, inCluster: 9007199254740991 },
    ]);
  });

  it.each<[reason: string, spec: object, message: RegExp | undefined]>([
    ["accepts the default", { limit: 9223372036854775807n }, undefined],
    [
      "refuses a number beyond 64 bits",
      { id: 9223372036854775808n },
      /between -9223372036854775808 and 9223372036854775807/,
    ],
    ["refuses text with a number beyond 64 bits", { id: "9".repeat(20) }, /between -9223372036854775808 and/],
    ["accepts a choice", { known: 9007199254740993n }, undefined],
    ["refuses a number next to a choice", { known: 9007199254740995n }, /must be one of 9007199254740993, 1/],
    // The API server holds a limit as a double: 9007199254740996.
    ["accepts a number above the minimum", { high: 9007199254740996n }, undefined],
    ["refuses a number below the minimum", { high: 9007199254740994n }, /must be at least 9007199254740995/],
    ["accepts a multiple", { even: 9223372036854775806n }, undefined],
    ["refuses a number that is not a multiple", { even: 9223372036854775807n }, /multiple of 2/],
    ["accepts a number for which the rule holds", { next: 9223372036854775806n }, undefined],
    ["refuses a number for which the rule fails", { next: 9223372036854775805n }, /./],
  ])("are validated like on the API server: %s", (_reason, spec, message) => {
    const { errors } = ask({ values: { spec } });
    expect(errors.map((error) => error.message)).toEqual(
      message === undefined ? [] : [expect.stringMatching(message)],
    );
  });
});

function makeInt64({ int }: { int: (low: number, high: number) => number }): bigint {
  const bits = Array.from({ length: int(50, 64) }, () => int(0, 1)).join("");
  return BigInt.asIntN(64, BigInt(`0b${bits}`));
}

/** The same value with numbers where they are exact. */
function narrow(value: object): unknown {
  return ownValue({ value: parseJson(formatJson(value)) }, "value");
}
