import { expect, it } from "vitest";
import { readOutputs } from "#lib/graph/outputs";

const metadata = { name: "shop", uid: "", resourceVersion: "", creationTimestamp: "" };
const read = (status: unknown) => readOutputs({ apiVersion: "demo.dev/v1", kind: "Shop", metadata, status });

it.each<[why: string, status: unknown, outputs: [string, string][]]>([
  [
    "texts and numbers",
    { url: "https://shop.dev", port: 80 },
    [
      ["url", "https://shop.dev"],
      ["port", "80"],
    ],
  ],
  ["one level down", { connection: { host: "db", more: { deep: "no" } } }, [["connection.host", "db"]]],
  [
    "nothing that only says how the object is",
    {
      ...{ phase: "Ready", message: "Fine", observedGeneration: 2, readyReplicas: 1, ready: true },
      ...{ lastTransitionTime: "2026", kratix: { workflows: "x" }, conditions: [{ type: "Ready" }] },
    },
    [],
  ],
  ["no long text", { log: "x".repeat(301), empty: "" }, []],
  ["nothing without a status", undefined, []],
])("reads %s", (_why, status, outputs) =>
  expect(read(status).map(({ name, value }) => [name, value])).toEqual(outputs),
);

it("reads at most eight", () => {
  const status = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`field${index}`, "x"]));
  expect(read(status)).toHaveLength(8);
});
