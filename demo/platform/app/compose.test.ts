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
      "scaling with the load",
      { scaling: { enabled: true, min: 1, max: 3 } },
      ["deployment", "service", "ingress", "autoscaler", "database"],
    ],
  ])("makes the right parts: %s", (_reason, spec, parts) => {
    expect(namesOf(compose(spec).parts)).toEqual(parts);
  });

  it("names the parts after the application, and its database so that both have a Service", () => {
    const names = Object.values(compose().parts).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names).toEqual(["Deployment/shop", "Service/shop", "Ingress/shop", "Database/shop-db"]);
  });

  it("leaves the number of copies to the autoscaler, where there is one", () => {
    const { deployment, autoscaler } = compose({ scaling: { enabled: true, min: 2, max: 9 } }).parts;
    expect(deployment?.spec).not.toHaveProperty("replicas");
    expect(autoscaler?.spec).toMatchObject({ minReplicas: 2, maxReplicas: 9 });
    expect(compose().parts.deployment?.spec).toMatchObject({ replicas: 2 });
  });

  it("tells the container where the database is, and never the password", () => {
    const env = (spec: object) => compose(spec).parts.deployment?.spec;
    const host = { name: "PGHOST", value: "shop-db.team-a.svc.cluster.local" };
    const containers = [{ env: expect.arrayContaining([host]) }];
    expect(env({})).toMatchObject({ template: { spec: { containers } } });
    expect(JSON.stringify(env({}))).not.toMatch(/"PGPASSWORD","value":/);
    expect(JSON.stringify(env(NO_DATABASE))).not.toContain("PGHOST");
  });

  it("leads from the host to the container's port", () => {
    const { deployment, service, ingress } = compose({ port: 3000 }).parts;
    const ports = [{ name: "http", containerPort: 3000 }];
    expect(deployment?.spec).toMatchObject({ template: { spec: { containers: [{ ports }] } } });
    expect(service?.spec).toMatchObject({ ports: [{ name: "http", targetPort: "http" }] });
    const backend = { service: { name: "shop", port: { name: "http" } } };
    const rules = [{ host: "shop.example.com", http: { paths: [{ backend }] } }];
    expect(ingress?.spec).toMatchObject({ ingressClassName: "nginx", rules });
  });

  it("says where it answers", () => {
    const database = { host: "shop-db.team-a.svc.cluster.local", port: 5432, database: "app" };
    expect(compose().status).toEqual({ url: "http://shop.example.com", database });
    expect(compose(NO_DATABASE).status).toEqual({ url: "http://shop.example.com" });
  });

  it("says which field does not fit, if one comes past the API server", () => {
    expect(() => compose({ port: "http" })).toThrow(/spec\.port/);
  });
});
