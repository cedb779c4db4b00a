import { expect, it } from "vitest";
import { buildEntryId } from "#lib/catalog/entry-id";

const rows: [reason: string, cluster: string, name: string, id: string][] = [
  ["plain names stay readable", "demo", "postgresql", "promise.demo.postgresql"],
  ["a CRD's name keeps its dots", "demo", "widgets.example.com", "promise.demo.widgets.example.com"],
  ["slashes and colons of cloud names", "arn:aws/eks", "db", "promise.arn~3a~aws~2f~eks.db"],
  ["a dot in the cluster cannot be taken for the end of it", "a.b", "c", "promise.a~2e~b.c"],
  ["a tilde cannot be taken for an escape", "a~b", "c", "promise.a~7e~b.c"],
  ["63 characters", "demo", "x".repeat(63), `promise.demo.${"x".repeat(63)}`],
];

it.each(rows)("%s", (_, cluster, name, id) => {
  expect(buildEntryId("promise", cluster, name)).toBe(id);
  expect(encodeURIComponent(id)).toBe(id);
});
