import { describe, expect, it } from "vitest";
import { isNamed, readFailure } from "#lib/gitops/failure-message";

const file = { agent: "Argo CD", path: "team-a/orders.yaml", ofWhole: false };
const CORRECT = "Correct the value in team-a/orders.yaml with another request.";

type Row = [reason: string, message: string, lead: string, next: string];

const rows: Row[] = [
  [
    "removes the retry text of Argo CD",
    `one or more objects failed to apply, reason: Deployment.apps "shop" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0 (retried 5 times).`,
    `Deployment.apps "shop" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`,
    CORRECT,
  ],
  [
    "removes the patch and the temporary files of kubectl",
    `error when applying patch:\n{"spec":{"size":"huge"}}\nto:\nResource: "demo.dev/v1"\nfor: "/dev/shm/41": error when patching "/dev/shm/41": admission webhook "quota.demo.dev" denied the request: too large`,
    `admission webhook "quota.demo.dev" denied the request: too large`,
    `${CORRECT} If the rule should not apply here, ask its owner.`,
  ],
  [
    "removes the internal calls of Argo CD",
    'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = Manifest generation error (cached): failed to unmarshal "orders.yaml": yaml: line 3',
    'failed to unmarshal "orders.yaml": yaml: line 3',
    CORRECT,
  ],
  [
    "removes the dry-run prefix of Flux",
    `ConfigMap/team-a/orders dry-run failed (Invalid): ConfigMap "orders" is invalid: data: Required value`,
    `ConfigMap "orders" is invalid: data: Required value`,
    CORRECT,
  ],
  [
    "removes advice after an unknown field",
    `error validating data: ValidationError(App.spec): unknown field "sise"; if you choose to ignore these errors, turn validation off with --validate=false`,
    `ValidationError(App.spec): unknown field "sise"`,
    CORRECT,
  ],
  [
    "removes a long invalid value",
    `App "shop" is invalid: spec: Invalid value: "${"x".repeat(90)}": must be short`,
    'App "shop" is invalid: spec: Invalid value: …: must be short',
    CORRECT,
  ],
  [
    "suggests a smaller request for an exceeded quota",
    `pods "shop" is forbidden: exceeded quota: small, requested: cpu=4, used: cpu=0, limited: cpu=2`,
    `pods "shop" is forbidden: exceeded quota: small, requested: cpu=4, used: cpu=0, limited: cpu=2`,
    "Request less, or ask the platform team for a larger quota.",
  ],
  [
    "suggests a permission for the agent",
    `apps.demo.dev is forbidden: User "system:serviceaccount:argocd:x" cannot create resource "apps" in API group "demo.dev"`,
    `apps.demo.dev is forbidden: User "system:serviceaccount:argocd:x" cannot create resource "apps" in API group "demo.dev"`,
    "Ask the platform team to give Argo CD this permission.",
  ],
  [
    "suggests the installation of a missing API",
    'resource mapping not found: no matches for kind "App" in version "demo.dev/v1"',
    'resource mapping not found: no matches for kind "App" in version "demo.dev/v1"',
    "Ask the platform team to install the API of this kind.",
  ],
  [
    "suggests the creation of a missing namespace",
    'namespaces "team-b" not found',
    'namespaces "team-b" not found',
    "Ask the platform team to create the namespace.",
  ],
  [
    "suggests a check of an unreachable repository",
    "rpc error: code = Unknown desc = dial tcp 10.0.0.1:443: connect: connection refused",
    "dial tcp 10.0.0.1:443: connect: connection refused",
    "You don't need to change your request. Ask the platform team to check what Argo CD can't reach.",
  ],
  [
    "suggests the platform team for an unknown message",
    "out of luck",
    "out of luck",
    "Show this to the platform team.",
  ],
];

describe("readFailure", () => {
  it.each(rows)("%s", (_reason, message, lead, next) => {
    const words = readFailure(message, file);
    expect(words).toEqual({ lead, next, ...(lead === message ? {} : { whole: message }) });
  });

  it("shortens a long message between words and keeps the whole message", () => {
    const message = "a long story ".repeat(60).trim();
    const { lead, whole } = readFailure(message, file);
    expect(lead.length).toBeLessThan(290);
    expect(lead).toMatch(/ …$/);
    expect(whole).toBe(message);
  });

  it("ignores a line break in the comparison with the whole message", () => {
    expect(readFailure("one\ntwo", file)).not.toHaveProperty("whole");
  });

  it("suggests no correction when another file failed", () => {
    const { next } = readFailure("other.yaml: yaml: line 3", { ...file, ofWhole: true });
    expect(next).not.toContain(file.path);
    expect(next).toContain("The owner of the named object");
  });
});

describe("isNamed", () => {
  const own = {
    path: "team-a/orders.yaml",
    object: { group: "", kind: "App", namespace: "a", name: "orders" },
  };
  it.each([
    ["true for its file", 'failed to unmarshal "orders.yaml"', true],
    ["true for its object in the format of Flux", "App/a/orders dry-run failed", true],
    ["true for its object in the format of the API server", 'App "orders" is invalid', true],
    ["false for an object whose name has the same start", "App/a/orders-2 dry-run failed", false],
    ["false for another object", 'App "shop" is invalid', false],
  ])("%s", (_reason, message, expected) => {
    expect(isNamed(message, own)).toBe(expected);
  });
});
