import { describe, expect, it } from "vitest";
import { type CategoryEvidence, inferCategory } from "#lib/catalog/inference/category";

describe("inferCategory", () => {
  const rows: [reason: string, evidence: Partial<CategoryEvidence>, category: string | undefined][] = [
    ["a word of the kind", { kind: "PostgreSQL" }, "Databases"],
    ["an acronym", { kind: "RDS" }, "Databases"],
    ["a plural", { kind: "Buckets" }, "Storage"],
    ["the last word of the kind", { kind: "DatabaseBackup" }, "Storage"],
    ["the kind before the group", { kind: "KafkaTopic", group: "monitoring.example.com" }, "Messaging"],
    [
      "the group before a kind that says little",
      { kind: "Cluster", group: "postgresql.cnpg.io" },
      "Databases",
    ],
    [
      "a kind that says little where nothing else tells",
      { kind: "Cluster", group: "a.example" },
      "Environments",
    ],
    ["the group with hyphens", { kind: "Store", group: "external-secrets.io" }, "Security"],
    ["a tag", { kind: "Orders", tags: ["stateful", "database"] }, "Databases"],
    ["two fields", { kind: "Thing", fields: ["image", "replicas"] }, "Apps"],
    ["one field tells nothing", { kind: "Thing", fields: ["image"] }, undefined],
    ["no known word", { kind: "Widget", group: "example.com" }, undefined],
  ];
  it.each(rows)("%s", (_reason, evidence, category) => {
    expect(inferCategory({ kind: "", group: "", tags: [], fields: [], ...evidence })?.name).toBe(category);
  });
});
