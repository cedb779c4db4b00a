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
  ["all as in Git", { size: 1 }, { size: 2 }, { size: 1 }, []],
  ["what is changed was changed by hand", { size: 1 }, { size: 2 }, { size: 3 }, ["/spec/size"]],
  ["by hand to what is asked for", { size: 1 }, { size: 2 }, { size: 2 }, ["/spec/size"]],
  ["another field", { size: 1, tier: "a" }, { size: 2, tier: "a" }, { size: 1, tier: "b" }, ["/spec/tier"]],
  ["removed by hand", { size: 1, tier: "a" }, { size: 2, tier: "a" }, { size: 1 }, ["/spec/tier"]],
  ["a default that Git leaves out", { a: 1 }, { a: 1, replicas: 3 }, { a: 1, replicas: 1 }, []],
  [
    "a value that Git leaves out, and the request sets",
    { a: 1 },
    { a: 1, replicas: 3 },
    { a: 1, replicas: 5 },
    ["/spec/replicas"],
  ],
  ["a value that Git leaves out as before", { size: 1 }, { size: 2 }, { size: 1, replicas: 5 }, []],
  ["an object of defaults", { a: 1 }, { a: 1, backup: { keep: 3 } }, { a: 1, backup: { keep: 7 } }, []],
  ["false and nothing differ", { on: false }, { on: true }, {}, ["/spec/on"]],
  ["null is for the server to settle", { size: null, a: 1 }, { size: null, a: 2 }, { size: 4, a: 1 }, []],
  ["an empty object that is gone", { tls: {}, a: 1 }, { tls: {}, a: 2 }, { a: 1 }, ["/spec/tls"]],
  [
    "a list of plain values is one field",
    { to: ["a"], a: 1 },
    { to: ["a"], a: 2 },
    { to: ["b"], a: 1 },
    ["/spec/to"],
  ],
  [
    "a field of a list's object, which has defaults",
    { to: [{ n: "a", port: 1 }], a: 1 },
    { to: [{ n: "a", port: 1 }], a: 2 },
    { to: [{ n: "a", port: 2, protocol: "TCP" }], a: 1 },
    ["/spec/to/0/port"],
  ],
  [
    "a list of another length",
    { to: [{ n: "a" }], a: 1 },
    { to: [{ n: "a" }], a: 2 },
    { to: [{ n: "a" }, { n: "b" }], a: 1 },
    ["/spec/to"],
  ],
  [
    "what the request changes whole is told whole",
    { disk: { size: 1 } },
    { disk: "none" },
    { disk: { size: 2 } },
    ["/spec/disk"],
  ],
];
it.each(rows)("%s", (_why, before, after, live, paths) =>
  expect(find(before, after, live).map(({ path }) => path)).toEqual(paths),
);

it("has the three sides, in the form's words", () => {
  expect(find({ diskSize: 1 }, { diskSize: 2 }, { diskSize: 3 })).toEqual([
    { path: "/spec/diskSize", label: "Disk size", before: 1, after: 2, inCluster: 3 },
  ]);
});

it("does not compare versions of an API", () => {
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

it.each(["before", "after", "live"])("there is none where %s is not there", (side) => {
  const sides = {
    before: object({ a: 1 }),
    after: object({ a: 2 }),
    live: object({ a: 3 }),
    [side]: undefined,
  };
  expect(listDrift(sides, [])).toEqual([]);
});
