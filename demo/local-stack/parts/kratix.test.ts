import { describe, expect, it } from "vitest";
import { listServerFlags, platformObjects } from "#demo/local-stack/parts/kratix";

const s3 = { accessKeyId: "id", secretAccessKey: "key", endpoint: "127.0.0.1:1", bucket: "kratix" };

describe("platformObjects", () => {
  const objects = platformObjects(s3);

  it("gives every Destination the path that Kratix requires", () => {
    const destinations = objects.filter(({ kind }) => kind === "Destination");
    expect(destinations.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      ["demo-cluster", expect.objectContaining({ path: "demo-cluster" })],
      ["dry-run", expect.objectContaining({ path: "dry-run", strictMatchLabels: true })],
    ]);
  });

  it("puts the namespace before its objects", () => {
    expect(objects[0]?.kind).toBe("Namespace");
  });
});

describe("listServerFlags", () => {
  it.each([
    [
      "returns the flags of Kratix's main",
      "  -metrics-bind-address string\n  -pprof-bind-address string\n",
      ["--metrics-bind-address=0", "--pprof-bind-address=0"],
    ],
    [
      "returns no flags for the demo's main, which refuses unknown flags",
      "  -health-probe-bind-address string\n",
      [],
    ],
  ])("%s", async (_which, stderr, expected) => {
    const run = async () => ({ code: 2, stdout: "", stderr });
    expect(await listServerFlags({ run }, "kratix")).toEqual(expected);
  });
});
