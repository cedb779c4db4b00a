/** What the attackers are after: each object holds a word that no answer to the wrong person may have. */
import type { Manifest } from "#demo/platform/cluster";
import { writeDefinition } from "../../testing/offer-definition";
import type { Person } from "./people";

/** `own` is in team-a, `other` in team-b, `cluster` has no namespace, `secret` is a Secret in team-a. */
export type Target = "own" | "other" | "cluster" | "secret";

/** The word in each target. */
export const CANARY: Record<Target, string> = {
  own: "canary-in-team-a",
  other: "canary-in-team-b",
  cluster: "canary-of-the-cluster",
  secret: "canary-in-a-secret",
};

const EVERYWHERE = ["own", "other", "cluster"] as const;

/** What each person may read; nobody reads a Secret through the portal. */
export const MAY_READ: Record<Person | "anonymous", readonly Target[]> = {
  anonymous: [],
  guest: [],
  requester: ["own"],
  approver: ["own"],
  platform: EVERYWHERE,
  author: EVERYWHERE,
  second: EVERYWHERE,
};

export const FLAG_ENTRY = "crd.local.featureflags.demo.vitrine.dev";
export const ZONE_ENTRY = "crd.local.zones.attack.vitrine.dev";
const FLAG = { apiVersion: "demo.vitrine.dev/v1", kind: "FeatureFlag" };

/** An offer without a namespace; the demo has none. */
const ZONE_DEFINITION = writeDefinition({
  group: "attack.vitrine.dev",
  kind: "Zone",
  scope: "Cluster",
  properties: {
    spec: {
      type: "object",
      properties: {
        description: { type: "string", maxLength: 10_000 },
        // Its pattern takes cubic time in engines that backtrack.
        numbers: {
          type: "array",
          maxItems: 50_000,
          items: { type: "integer" },
          "x-kubernetes-validations": [{ rule: "self.all(number, number >= 0)" }],
        },
        set: {
          type: "array",
          maxItems: 20_000,
          items: { type: "string", maxLength: 20 },
          "x-kubernetes-list-type": "set",
        },
        dots: { type: "string", pattern: "^.*a.*b.*a.*b.*c$" },
        code: { type: "string", maxLength: 100_000, pattern: "^(a|b|ab)*(c|a)*b*c$" },
        slow: { type: "string", pattern: "x*x*x*y" },
        labels: { type: "object", additionalProperties: { type: "string" } },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
    },
  },
});

const holding = (target: Target) => ({ spec: { description: CANARY[target] } });

/** In the order in which they can be applied. */
export const TARGET_OBJECTS: readonly Manifest[] = [
  ZONE_DEFINITION,
  { ...FLAG, metadata: { name: "attack-own", namespace: "team-a" }, ...holding("own") },
  { ...FLAG, metadata: { name: "attack-other", namespace: "team-b" }, ...holding("other") },
  {
    apiVersion: "attack.vitrine.dev/v1",
    kind: "Zone",
    metadata: { name: "attack-cluster" },
    ...holding("cluster"),
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "attack-secret", namespace: "team-a" },
    stringData: { password: CANARY.secret },
  },
];

/** `cluster/group/version/plural/namespace/name` of each target. */
export const ADDRESS: Record<Target, string> = {
  own: "local/demo.vitrine.dev/v1/featureflags/team-a/attack-own",
  other: "local/demo.vitrine.dev/v1/featureflags/team-b/attack-other",
  cluster: "local/attack.vitrine.dev/v1/zones/_/attack-cluster",
  secret: "local/_/v1/secrets/team-a/attack-secret",
};

/** Body of a request for something new like the target. */
export function askFor(
  target: Exclude<Target, "secret">,
  name: string,
  description = "Made by a test",
): object {
  const values = { spec: { description } };
  const place = target === "own" ? "team-a" : "team-b";
  const where = target === "cluster" ? { entry: ZONE_ENTRY } : { entry: FLAG_ENTRY, namespace: place };
  return { ...where, name, operation: "create", values };
}
