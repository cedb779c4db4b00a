import { expect, it } from "vitest";
import { LEFT_OUT, OTHER_LEFT_OUT } from "#lib/manifest/secrets/secret-placeholders";
import { listChanges } from "#lib/request/derive/changes";
import { listDrift } from "#lib/request/derive/drift";

type Spec = Record<string, unknown>;

const DEFAULTS = { spec: { replicas: 1, backup: { keep: 7 } } };
const form = { schema: {}, uiSchema: {}, defaults: DEFAULTS };
const object = (spec: Spec, apiVersion = "demo.dev/v1") => ({ apiVersion, kind: "Shop", spec });

function find(before: Spec, after: Spec, live: Spec, apiVersion?: string) {
  const sides = { before: object(before), after: object(after), live: object(live, apiVersion) };
  return listDrift(sides, listChanges(sides.before, sides.after, form), form);
}

const rows: [why: string, before: Spec, after: Spec, live: Spec, paths: string[]][] = [
  ["lists nothing when the cluster equals Git", { size: 1 }, { size: 2 }, { size: 1 }, []],
  [
    "lists a field that the request and a manual edit change",
    { size: 1 },
    { size: 2 },
    { size: 3 },
    ["/spec/size"],
  ],
  [
    "lists a field that a manual edit set to the requested value",
    { size: 1 },
    { size: 2 },
    { size: 2 },
    ["/spec/size"],
  ],
  [
    "lists another field that a manual edit changed",
    { size: 1, tier: "a" },
    { size: 2, tier: "a" },
    { size: 1, tier: "b" },
    ["/spec/tier"],
  ],
  [
    "lists a field that a manual edit removed",
    { size: 1, tier: "a" },
    { size: 2, tier: "a" },
    { size: 1 },
    ["/spec/tier"],
  ],
  ["ignores a default that Git leaves out", { a: 1 }, { a: 1, replicas: 3 }, { a: 1, replicas: 1 }, []],
  [
    "lists a value that Git leaves out and the request sets",
    { a: 1 },
    { a: 1, replicas: 3 },
    { a: 1, replicas: 5 },
    ["/spec/replicas"],
  ],
  [
    "ignores a value that Git and the request leave out",
    { size: 1 },
    { size: 2 },
    { size: 1, replicas: 5 },
    [],
  ],
  [
    "ignores an object with only defaults",
    { a: 1 },
    { a: 1, backup: { keep: 3 } },
    { a: 1, backup: { keep: 7 } },
    [],
  ],
  ["distinguishes false from an unset field", { on: false }, { on: true }, {}, ["/spec/on"]],
  ["ignores null in Git", { size: null, a: 1 }, { size: null, a: 2 }, { size: 4, a: 1 }, []],
  ["lists an empty object that was removed", { tls: {}, a: 1 }, { tls: {}, a: 2 }, { a: 1 }, ["/spec/tls"]],
  [
    "lists a list of plain values as one field",
    { to: ["a"], a: 1 },
    { to: ["a"], a: 2 },
    { to: ["b"], a: 1 },
    ["/spec/to"],
  ],
  [
    "lists a field of an object in a list and ignores its defaults",
    { to: [{ n: "a", port: 1 }], a: 1 },
    { to: [{ n: "a", port: 1 }], a: 2 },
    { to: [{ n: "a", port: 2, protocol: "TCP" }], a: 1 },
    ["/spec/to/0/port"],
  ],
  [
    "lists a list of another length as one field",
    { to: [{ n: "a" }], a: 1 },
    { to: [{ n: "a" }], a: 2 },
    { to: [{ n: "a" }, { n: "b" }], a: 1 },
    ["/spec/to"],
  ],
  [
    "lists an object that the request replaces as one field",
    { disk: { size: 1 } },
    { disk: "none" },
    { disk: { size: 2 } },
    ["/spec/disk"],
  ],
];
it.each(rows)("listDrift %s", (_why, before, after, live, paths) =>
  expect(find(before, after, live).map(({ path }) => path)).toEqual(paths),
);

it("contains the three values and the label of the form", () => {
  expect(find({ diskSize: 1 }, { diskSize: 2 }, { diskSize: 3 })).toEqual([
    { path: "/spec/diskSize", label: "Disk size", before: 1, after: 2, inCluster: 3 },
  ]);
});

it("does not compare different API versions", () => {
  expect(find({ size: 1 }, { size: 2 }, { size: 3 }, "demo.dev/v2")).toEqual([]);
});

it("shows a different secret in the cluster by its placeholder, and does not report an equal one", () => {
  const sides = { before: object({ token: LEFT_OUT }), after: object({ token: LEFT_OUT }) };
  const row = { path: "/spec/token", label: "Token", before: LEFT_OUT, after: LEFT_OUT };
  expect(listDrift({ ...sides, live: object({ token: OTHER_LEFT_OUT }) }, [])).toEqual([
    { ...row, inCluster: OTHER_LEFT_OUT },
  ]);
  expect(listDrift({ ...sides, live: object({ token: LEFT_OUT }) }, [])).toEqual([]);
});

it.each(["before", "after", "live"])("lists nothing when the object %s is missing", (side) => {
  const sides = {
    before: object({ a: 1 }),
    after: object({ a: 2 }),
    live: object({ a: 3 }),
    [side]: undefined,
  };
  expect(listDrift(sides, [])).toEqual([]);
});
