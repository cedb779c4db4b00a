import { describe, expect, it } from "vitest";
import type { Observed } from "#demo/platform/composition/types";
import { composeDatabase } from "#demo/platform/database/compose";
import type { Database } from "#demo/platform/database/schema";

type Spec = Database["spec"];

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

const compose = (spec: Partial<Spec>, observed: Observed = {}, name = "orders") =>
  composeDatabase({ metadata: { name, namespace: "team-a" }, spec: { ...DEFAULTS, ...spec } }, observed);
const partsOf = (spec: Partial<Spec>) => Object.values(compose(spec).parts);

describe("composeDatabase", () => {
  const ALWAYS = ["ConfigMap/orders-config", "Service/orders", "PersistentVolumeClaim/data-orders-0"];

  it.each<[string, Partial<Spec>, string[]]>([
    ["the defaults", {}, [...ALWAYS, "StatefulSet/orders", "NetworkPolicy/orders", "CronJob/orders-backup"]],
    [
      "no backup",
      { backup: { ...DEFAULTS.backup, enabled: false } },
      [...ALWAYS, "StatefulSet/orders", "NetworkPolicy/orders"],
    ],
    [
      "two replicas with a disk each and a disruption budget",
      { size: "medium", highAvailability: true },
      [
        ...ALWAYS,
        "PersistentVolumeClaim/data-orders-1",
        "StatefulSet/orders",
        "NetworkPolicy/orders",
        "PodDisruptionBudget/orders",
        "CronJob/orders-backup",
      ],
    ],
  ])("creates the parts for %s", (_reason, spec, parts) => {
    expect(partsOf(spec).map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(parts);
  });

  it("grows a disk and keeps the volume template of the StatefulSet", () => {
    const small = { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: "10Gi" } } } }] };
    const server = { apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "orders" }, spec: small };
    const { parts } = compose({ storage: { size: "50Gi", class: "standard" } }, { server });
    expect(parts["disk-0"]?.spec).toMatchObject({ resources: { requests: { storage: "50Gi" } } });
    expect(parts.server?.spec).toMatchObject(small);
  });

  it("gives its parts valid names, and refuses a name that is too long", () => {
    const parts = Object.values(compose({}, {}, "a".repeat(45)).parts);
    expect(Math.max(...parts.map(({ metadata }) => metadata.name.length))).toBe(52);
    expect(() => compose({}, {}, "a".repeat(46))).toThrow(/46 characters.*may have 45/);
  });

  it("never contains a password or a Secret", () => {
    expect(partsOf({}).map(({ kind }) => kind)).not.toContain("Secret");
    expect(JSON.stringify(partsOf({}))).not.toMatch(/"POSTGRES_PASSWORD","value":/);
  });

  it("allows its own namespace first, then the listed ones", () => {
    const { network } = compose({ network: { port: 5432, allowedNamespaces: ["team-b"] } }).parts;
    const label = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    expect(network?.spec).toMatchObject({ ingress: [{ from: [label("team-a"), label("team-b")] }] });
  });

  it("quotes parameters for postgresql.conf, and uses the SQL names of extensions", () => {
    const { configuration } = compose({
      parameters: { search_path: "it's" },
      extensions: ["pgvector"],
    }).parts;
    expect(configuration?.data).toEqual({
      "postgresql.conf": "max_connections = '100'\nsearch_path = 'it''s'\n",
      "extensions.sql": 'CREATE EXTENSION IF NOT EXISTS "vector";\n',
    });
  });

  it("reports its connection", () => {
    const connection = { host: "orders.team-a.svc.cluster.local", port: 5432, database: "app" };
    expect(compose({}).status).toEqual({ connection });
  });

  it("refuses what the PostgreSQL Promise refuses, because a Database can be requested directly", () => {
    expect(() => compose({ version: "18", extensions: ["timescaledb"] })).toThrow(
      /Choose version 17 or older/,
    );
  });
});
