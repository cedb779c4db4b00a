import { describe, expect, it } from "vitest";
import type { Database } from "#demo/platform/database/schema";
import { makeDatabase } from "#demo/platform/postgresql/pipeline/database";

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

const request = (spec: Partial<Spec>, name = "orders"): Database => ({
  metadata: { name, namespace: "team-a" },
  spec: { ...DEFAULTS, ...spec },
});

describe("makeDatabase", () => {
  it("creates one Database with the name and the spec of the request", () => {
    expect(makeDatabase(request({ size: "medium" })).files).toEqual({
      "database.yaml": [
        {
          apiVersion: "data.demo.vitrine.dev/v1",
          kind: "Database",
          metadata: { name: "orders", namespace: "team-a" },
          spec: { ...DEFAULTS, size: "medium" },
        },
      ],
    });
  });

  it("reports the connection to the requester", () => {
    expect(makeDatabase(request({})).status).toEqual({
      message: "PostgreSQL 17 (small) at orders.team-a.svc.cluster.local:5432",
      connection: { host: "orders.team-a.svc.cluster.local", port: 5432, database: "app", tls: "require" },
      backup: "0 3 * * * UTC, kept for 7 days",
    });
  });

  it.each<[string, Database, RegExp]>([
    [
      "a name that is too long for its parts",
      request({}, "a".repeat(46)),
      /The name has 46 characters, and a database's may have 45/,
    ],
    [
      "an extension that is not available for the version yet",
      request({ version: "18", extensions: ["timescaledb"] }),
      /timescaledb is not available for PostgreSQL 18 yet\. Choose version 17 or older/,
    ],
    [
      "more connections than the size allows",
      request({ parameters: { max_connections: "900" } }),
      /A small database takes 100 connections, and max_connections asks for 900/,
    ],
    [
      "an invalid number of connections",
      request({ parameters: { max_connections: "many" } }),
      /max_connections asks for many/,
    ],
    [
      "a parameter that the platform sets",
      request({ parameters: { port: "1" } }),
      /sets the parameter port itself/,
    ],
  ])("refuses %s in plain text", (_reason, refused, message) => {
    expect(() => makeDatabase(refused)).toThrow(message);
  });
});
