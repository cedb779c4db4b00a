import { describe, expect, it } from "vitest";
import { composeApp } from "#demo/platform/app/compose";

const DEFAULTS = {
  id: "shop",
  image: "registry.example.com/shop",
  tag: "1.0",
  host: "shop.example.com",
  port: 8080,
  ingressClassName: "nginx",
  scaling: { enabled: false, min: 2, max: 3 },
  database: { enabled: true, size: "small" },
};
const NO_DATABASE = { database: { enabled: false, size: "small" } };

const compose = (spec: object = {}) =>
  composeApp({ metadata: { name: "other", namespace: "team-a" }, spec: { ...DEFAULTS, ...spec } }, {});
const namesOf = (parts: object) => Object.keys(parts);

describe("composeApp", () => {
  it.each<[string, object, string[]]>([
    ["the defaults", {}, ["deployment", "service", "ingress", "database"]],
    ["no database", NO_DATABASE, ["deployment", "service", "ingress"]],
    [
      "scaling by load",
      { scaling: { enabled: true, min: 1, max: 3 } },
      ["deployment", "service", "ingress", "autoscaler", "database"],
    ],
  ])("creates the parts for %s", (_reason, spec, parts) => {
    expect(namesOf(compose(spec).parts)).toEqual(parts);
  });

  it("names the parts after the application, and the database so that both have a Service", () => {
    const names = Object.values(compose().parts).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names).toEqual(["Deployment/shop", "Service/shop", "Ingress/shop", "Database/shop-db"]);
  });

  it("leaves the number of replicas to the autoscaler", () => {
    const { deployment, autoscaler } = compose({ scaling: { enabled: true, min: 2, max: 9 } }).parts;
    expect(deployment?.spec).not.toHaveProperty("replicas");
    expect(autoscaler?.spec).toMatchObject({ minReplicas: 2, maxReplicas: 9 });
    expect(compose().parts.deployment?.spec).toMatchObject({ replicas: 2 });
  });

  it("sets the database host in the container, and never the password", () => {
    const env = (spec: object) => compose(spec).parts.deployment?.spec;
    const host = { name: "PGHOST", value: "shop-db.team-a.svc.cluster.local" };
    const containers = [{ env: expect.arrayContaining([host]) }];
    expect(env({})).toMatchObject({ template: { spec: { containers } } });
    expect(JSON.stringify(env({}))).not.toMatch(/"PGPASSWORD","value":/);
    expect(JSON.stringify(env(NO_DATABASE))).not.toContain("PGHOST");
  });

  it("routes the host to the port of the container", () => {
    const { deployment, service, ingress } = compose({ port: 3000 }).parts;
    const ports = [{ name: "http", containerPort: 3000 }];
    expect(deployment?.spec).toMatchObject({ template: { spec: { containers: [{ ports }] } } });
    expect(service?.spec).toMatchObject({ ports: [{ name: "http", targetPort: "http" }] });
    const backend = { service: { name: "shop", port: { name: "http" } } };
    const rules = [{ host: "shop.example.com", http: { paths: [{ backend }] } }];
    expect(ingress?.spec).toMatchObject({ ingressClassName: "nginx", rules });
  });

  it("reports its URL", () => {
    const database = { host: "shop-db.team-a.svc.cluster.local", port: 5432, database: "app" };
    expect(compose().status).toEqual({ url: "http://shop.example.com", database });
    expect(compose(NO_DATABASE).status).toEqual({ url: "http://shop.example.com" });
  });

  it("names an invalid field that the API server did not refuse", () => {
    expect(() => compose({ port: "http" })).toThrow(/spec\.port/);
  });
});
