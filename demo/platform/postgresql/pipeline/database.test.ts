import { describe, expect, it } from "vitest";
import { makeDatabase, type Postgresql } from "#demo/platform/postgresql/pipeline/database";

type Spec = Postgresql["spec"];

const DEFAULTS: Spec = {
  size: "small",
  version: "17",
  highAvailability: false,
  database: "app",
  storage: { size: "10Gi", class: "standard" },
  backup: { enabled: true, schedule: "0 3 * * *", retentionDays: 7 },
  network: { port: 5432, allowedNamespaces: [] },
  extensions: [],
  parameters: {},
};

const request = (spec: Partial<Spec>): Postgresql => ({
  metadata: { name: "orders", namespace: "team-a" },
  spec: { ...DEFAULTS, ...spec },
});

const objectsOf = (spec: Partial<Spec>) => Object.values(makeDatabase(request(spec)).files).flat();

describe("makeDatabase", () => {
  it.each<[string, Partial<Spec>, string[]]>([
    ["the defaults", {}, ["ConfigMap", "Service", "StatefulSet", "NetworkPolicy", "CronJob"]],
    [
      "no backup, no job for it",
      { backup: { ...DEFAULTS.backup, enabled: false } },
      ["ConfigMap", "Service", "StatefulSet", "NetworkPolicy"],
    ],
    [
      "two copies must not be drained together",
      { size: "medium", highAvailability: true },
      ["ConfigMap", "Service", "StatefulSet", "NetworkPolicy", "PodDisruptionBudget", "CronJob"],
    ],
  ])("makes the right kinds: %s", (_reason, spec, kinds) => {
    expect(objectsOf(spec).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("refuses a name that its parts could not carry", () => {
    const named = (length: number) => ({
      ...request({}),
      metadata: { name: "a".repeat(length), namespace: "b" },
    });
    expect(() => makeDatabase(named(46))).toThrow(/46 characters.*may have 45/);
    const names = Object.values(makeDatabase(named(45)).files).flat();
    expect(Math.max(...names.map(({ metadata }) => metadata.name.length))).toBe(52);
  });

  it("never puts a password or a Secret into the state store", () => {
    expect(objectsOf({}).map(({ kind }) => kind)).not.toContain("Secret");
    expect(JSON.stringify(objectsOf({}))).not.toMatch(/"POSTGRES_PASSWORD","value":/);
  });

  it("lets in the own namespace first, then those that were named", () => {
    const network = { port: 5432, allowedNamespaces: ["team-b"] };
    const policy = objectsOf({ network }).find(({ kind }) => kind === "NetworkPolicy");
    const label = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    expect(policy?.spec).toMatchObject({ ingress: [{ from: [label("team-a"), label("team-b")] }] });
  });

  it("quotes parameters for postgresql.conf, and names extensions as SQL does", () => {
    const spec = { parameters: { search_path: "it's" }, extensions: ["pgvector"] };
    const config = objectsOf(spec).find(({ kind }) => kind === "ConfigMap");
    expect(config?.data).toEqual({
      "postgresql.conf": "max_connections = '100'\nsearch_path = 'it''s'\n",
      "extensions.sql": 'CREATE EXTENSION IF NOT EXISTS "vector";\n',
    });
  });

  it("tells the requester where the database is", () => {
    expect(makeDatabase(request({})).status).toEqual({
      message: "PostgreSQL 17 (small) at orders.team-a.svc.cluster.local:5432",
      connection: { host: "orders.team-a.svc.cluster.local", port: 5432, database: "app", tls: "require" },
      backup: "0 3 * * * UTC, kept for 7 days",
    });
  });

  it.each<[string, Partial<Spec>, RegExp]>([
    [
      "an extension that is not built for the version yet",
      { version: "18", extensions: ["timescaledb"] },
      /timescaledb is not available for PostgreSQL 18 yet\. Choose version 17 or older/,
    ],
    [
      "more connections than the size takes",
      { parameters: { max_connections: "900" } },
      /A small database takes 100 connections, and max_connections asks for 900/,
    ],
    [
      "a number of connections that is none",
      { parameters: { max_connections: "many" } },
      /max_connections asks for many/,
    ],
    [
      "a parameter that is the platform's own",
      { parameters: { port: "1" } },
      /sets the parameter port itself/,
    ],
  ])("refuses in the requester's words: %s", (_reason, spec, message) => {
    expect(() => makeDatabase(request(spec))).toThrow(message);
  });
});
