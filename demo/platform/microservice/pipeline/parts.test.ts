import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readManifests } from "#demo/platform/apply";
import { type Microservice, makeMicroservice } from "#demo/platform/microservice/pipeline/parts";

const request = (spec: Partial<Microservice["spec"]> = {}, name = "checkout"): Microservice => ({
  metadata: { name, namespace: "team-a" },
  spec: {
    contact: "checkout@example.com",
    stage: "staging",
    image: "registry.example.com/checkout",
    tag: "1.0",
    host: "checkout.example.com",
    port: 8080,
    repository: "https://git.example.com/checkout.git",
    branch: "main",
    toolchain: "node",
    database: { size: "small" },
    ...spec,
  },
});
const partsOf = (microservice: Microservice) => Object.values(makeMicroservice(microservice).files).flat();
const partOf = (microservice: Microservice, kind: string) =>
  partsOf(microservice).find((part) => part.kind === kind);

describe("makeMicroservice", () => {
  it("creates requests in the team's namespace, and workloads in the namespace of the environment", () => {
    const places = partsOf(request()).map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
    );
    expect(places).toEqual([
      "Environment team-a/checkout",
      "PostgreSQL team-a/checkout",
      "App team-a-checkout-staging/checkout",
      "BuildPipeline team-a-checkout-staging/checkout",
      "Monitoring team-a-checkout-staging/checkout",
    ]);
  });

  it("labels every part with its request", () => {
    for (const { metadata } of partsOf(request())) {
      expect(metadata.labels).toEqual({
        "kratix.io/component-of-promise-name": "microservice",
        "kratix.io/component-of-resource-name": "checkout",
        "kratix.io/component-of-resource-namespace": "team-a",
      });
    }
  });

  it("allows the environment to reach the database, and gives the application no database of its own", () => {
    const network = { allowedNamespaces: ["team-a-checkout-staging"] };
    expect(partOf(request(), "PostgreSQL")?.spec).toEqual({ size: "small", network });
    expect(partOf(request(), "App")?.spec).toMatchObject({ id: "checkout", database: { enabled: false } });
  });

  it.each<[string, Partial<Microservice["spec"]>, boolean]>([
    ["not in staging", { database: { size: "large" } }, false],
    ["not for a small database", { stage: "production" }, false],
    ["in production", { stage: "production", database: { size: "medium" } }, true],
  ])("sets high availability of the database: %s", (_reason, spec, expected) => {
    expect("highAvailability" in Object(partOf(request(spec), "PostgreSQL")?.spec)).toBe(expected);
  });

  it("sets a critical alert only in production", () => {
    const severity = (spec: Partial<Microservice["spec"]>) => partOf(request(spec), "Monitoring")?.spec;
    expect(severity({ stage: "production" })).toMatchObject({ alerts: { severity: "critical" } });
    expect(severity({})).toMatchObject({ alerts: { severity: "warning" } });
  });

  it("reports where the microservice runs", () => {
    expect(makeMicroservice(request()).status).toEqual({
      message:
        "checkout runs in the namespace team-a-checkout-staging and answers at http://checkout.example.com",
      namespace: "team-a-checkout-staging",
      url: "http://checkout.example.com",
    });
  });

  it.each<[string, string, RegExp]>([
    ["that begins with a digit", "2fast", /begins with a letter/],
    ["that is too long for an application", "a".repeat(41), /at most 40 characters/],
  ])("refuses a name %s in plain text", (_reason, name, message) => {
    expect(() => makeMicroservice(request({}, name))).toThrow(message);
  });
});

const promiseSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.object({ "kratix.io/promise-version": z.string() }),
  }),
});
const compoundSchema = z.object({
  spec: z.object({ requiredPromises: z.array(z.object({ name: z.string(), version: z.string() })) }),
});

it("the microservice Promise requires the exact versions of the other Promises, for which Kratix waits", async () => {
  const files = ["environment/promise.yaml", "postgresql/promise.yaml"];
  const promises = promiseSchema.array().parse((await Promise.all(files.map(readManifests))).flat());
  const [compound] = compoundSchema.array().parse(await readManifests("microservice/promise.yaml"));
  expect(compound?.spec.requiredPromises).toEqual(
    promises.map(({ metadata }) => ({
      name: metadata.name,
      version: metadata.labels["kratix.io/promise-version"],
    })),
  );
});
