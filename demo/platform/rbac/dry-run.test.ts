import { describe, expect, it } from "vitest";
import { z } from "zod";
import { COMPOSITIONS, readManifests } from "#demo/platform/apply";

const names = z.object({ plural: z.string() });
const definition = z.object({ group: z.string(), names, claimNames: names.optional() });
const offered = z.union([
  definition,
  z.object({ api: z.object({ spec: definition }) }).transform(({ api }) => api.spec),
]);
const policy = z.object({
  matchConstraints: z.object({ resourceRules: z.array(z.object({ apiGroups: z.array(z.string()) })) }),
});
const rules = z.array(
  z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
);

/** `plural.group` of each kind in the demo that can be requested. */
async function listOffered(): Promise<string[]> {
  const files = [
    ...["crds/feature-flag.yaml", "crds/batch-ticket.yaml"],
    ...["postgresql", "environment", "microservice"].map((folder) => `${folder}/promise.yaml`),
    ...[...COMPOSITIONS, "short-link"].map((folder) => `${folder}/definition.yaml`),
  ];
  const manifests = (await Promise.all(files.map(readManifests))).flat();
  return manifests.map(({ spec }) => {
    const { group, names: own, claimNames } = offered.parse(spec);
    return `${(claimNames ?? own).plural}.${group}`;
  });
}

async function readGrants() {
  const manifests = await readManifests("rbac/dry-run.yaml");
  const find = (kind: string) => manifests.find((manifest) => manifest.kind === kind);
  return {
    policy: policy.parse(find("ValidatingAdmissionPolicy")?.spec),
    // Diagnostics read whether the policy is there.
    rules: rules.parse(find("ClusterRole")?.rules).filter(({ verbs }) => !verbs.includes("list")),
  };
}

describe("dry run access of the demo", () => {
  it("includes every offer of the demo", async () => {
    const granted = (await readGrants()).rules.flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${resource}.${group}`)),
    );
    const missing = (await listOffered()).filter((offer) => !granted.includes(offer));
    expect(missing).toEqual([]);
  });

  it("includes no kind whose real write the policy allows", async () => {
    const grants = await readGrants();
    const held = grants.policy.matchConstraints.resourceRules.flatMap(({ apiGroups }) => apiGroups);
    const groups = grants.rules.flatMap(({ apiGroups }) => apiGroups);
    expect(groups.filter((group) => !held.includes(group))).toEqual([]);
    expect([...groups, ...held].filter((group) => group === "*" || group === "")).toEqual([]);
    expect(new Set(grants.rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(["create", "patch"]));
  });
});
