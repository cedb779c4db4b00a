import { expect, it } from "vitest";
import { type Destination, parseDestination } from "#lib/kratix/destination";

const rows: [reason: string, spec: unknown, expected: Partial<Destination>][] = [
  [
    "reads defaults without a spec",
    undefined,
    { path: "east", stateStore: undefined, strictMatchLabels: false, filepathMode: "nestedByMetadata" },
  ],
  [
    "reads a bucket",
    { path: "clusters/east", stateStoreRef: { kind: "BucketStateStore", name: "s3" } },
    { path: "clusters/east", stateStore: { kind: "BucketStateStore", name: "s3" } },
  ],
  [
    "reads the mode for one file",
    { filepath: { mode: "aggregatedYAML" } },
    { filepathMode: "aggregatedYAML" },
  ],
  [
    "falls back for a mode of a later version",
    { filepath: { mode: "byTeam" }, strictMatchLabels: true },
    { filepathMode: "nestedByMetadata", strictMatchLabels: true },
  ],
];

it.each(rows)("parseDestination %s", (_, spec, expected) => {
  const metadata = { name: "east", uid: "u", resourceVersion: "1", creationTimestamp: "" };
  const object = { apiVersion: "platform.kratix.io/v1alpha1", kind: "Destination", metadata, spec };
  expect(parseDestination(object)).toMatchObject(expected);
});
