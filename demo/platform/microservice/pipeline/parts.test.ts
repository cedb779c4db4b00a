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
  it("makes requests in the team's namespace, and what runs in the environment's", () => {
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

  it("marks every part with the request it is of", () => {
    for (const { metadata } of partsOf(request())) {
      expect(metadata.labels).toEqual({
        "kratix.io/component-of-promise-name": "microservice",
        "kratix.io/component-of-resource-name": "checkout",
        "kratix.io/component-of-resource-namespace": "team-a",
      });
    }
  });

  it("lets the environment reach the database, and gives the application none of its own", () => {
    const network = { allowedNamespaces: ["team-a-checkout-staging"] };
    expect(partOf(request(), "PostgreSQL")?.spec).toEqual({ size: "small", network });
    expect(partOf(request(), "App")?.spec).toMatchObject({ id: "checkout", database: { enabled: false } });
  });

  it.each<[string, Partial<Microservice["spec"]>, boolean]>([
    ["in staging nobody waits for it", { database: { size: "large" } }, false],
    ["a small one cannot", { stage: "production" }, false],
    ["in production it has to stay up", { stage: "production", database: { size: "medium" } }, true],
  ])("keeps a second copy of the database: %s", (_reason, spec, expected) => {
    expect("highAvailability" in Object(partOf(request(spec), "PostgreSQL")?.spec)).toBe(expected);
  });

  it("wakes somebody in production only", () => {
    const severity = (spec: Partial<Microservice["spec"]>) => partOf(request(spec), "Monitoring")?.spec;
    expect(severity({ stage: "production" })).toMatchObject({ alerts: { severity: "critical" } });
    expect(severity({})).toMatchObject({ alerts: { severity: "warning" } });
  });

  it("tells the requester where everything is", () => {
    expect(makeMicroservice(request()).status).toEqual({
      message:
        "checkout runs in the namespace team-a-checkout-staging and answers at http://checkout.example.com",
      namespace: "team-a-checkout-staging",
      url: "http://checkout.example.com",
    });
  });

  it.each<[string, string, RegExp]>([
    ["one that begins with a digit", "2fast", /begins with a letter/],
    ["one that an application cannot carry", "a".repeat(41), /at most 40 characters/],
  ])("refuses a name in the requester's words: %s", (_reason, name, message) => {
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

it("requires the Promises in the versions that the platform has: Kratix waits for exactly these", async () => {
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
