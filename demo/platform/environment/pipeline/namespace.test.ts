import { describe, expect, it } from "vitest";
import { type Environment, makeEnvironment } from "#demo/platform/environment/pipeline/namespace";

const request = (spec: Partial<Environment["spec"]> = {}, name = "checkout"): Environment => ({
  metadata: { name, namespace: "team-a" },
  spec: {
    stage: "staging",
    contact: "checkout@example.com",
    isolation: "team",
    quota: { cpu: 4, memory: "8Gi", pods: 20 },
    labels: {},
    ...spec,
  },
});

const objectOf = (environment: Environment, kind: string) =>
  Object.values(makeEnvironment(environment).files)
    .flat()
    .find((object) => object.kind === kind);

describe("makeEnvironment", () => {
  it("names the namespace after team, request and stage, and reports it", () => {
    expect(makeEnvironment(request()).status.namespace).toBe("team-a-checkout-staging");
  });

  it("does not let the requester's labels replace those of the platform", () => {
    const labels = { "demo.vitrine.dev/team": "team-b", "cost-centre": "4711" };
    expect(objectOf(request({ labels }), "Namespace")?.metadata.labels).toMatchObject({
      "demo.vitrine.dev/team": "team-a",
      "cost-centre": "4711",
    });
  });

  it.each<[Environment["spec"]["isolation"], number, string]>([
    ["strict", 1, "its own pods only"],
    ["team", 2, "the team's other environments too"],
    ["open", 2, "every namespace too"],
  ])("isolation %s allows %i kinds of peers: %s", (isolation, peers) => {
    const policy = objectOf(request({ isolation }), "NetworkPolicy");
    expect(policy?.spec).toMatchObject({ ingress: [{ from: { length: peers } }] });
  });

  it("accepts CPUs as a number or a quantity", () => {
    const quota = { cpu: "500m", memory: "1Gi", pods: 5 };
    const hard = { "requests.cpu": "500m", "requests.memory": "1Gi", pods: "5" };
    expect(objectOf(request({ quota }), "ResourceQuota")?.spec).toEqual({ hard });
  });

  it("refuses a name that is too long for a namespace", () => {
    expect(() => makeEnvironment(request({}, "x".repeat(60)))).toThrow(
      /at most 63 characters. Choose a shorter/,
    );
  });
});
