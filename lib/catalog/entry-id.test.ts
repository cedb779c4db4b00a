import { expect, it } from "vitest";
import { buildEntryId } from "#lib/catalog/entry-id";

const rows: [reason: string, cluster: string, name: string, id: string][] = [
  ["keeps plain names readable", "demo", "postgresql", "promise.demo.postgresql"],
  ["keeps the dots in the name of a CRD", "demo", "widgets.example.com", "promise.demo.widgets.example.com"],
  [
    "escapes slashes and colons in the name of a cluster",
    "arn:aws/eks",
    "db",
    "promise.arn~3a~aws~2f~eks.db",
  ],
  ["escapes a dot in the name of a cluster", "a.b", "c", "promise.a~2e~b.c"],
  ["escapes a tilde", "a~b", "c", "promise.a~7e~b.c"],
  ["accepts a name of 63 characters", "demo", "x".repeat(63), `promise.demo.${"x".repeat(63)}`],
];

it.each(rows)("buildEntryId %s", (_, cluster, name, id) => {
  expect(buildEntryId("promise", cluster, name)).toBe(id);
  expect(encodeURIComponent(id)).toBe(id);
});
