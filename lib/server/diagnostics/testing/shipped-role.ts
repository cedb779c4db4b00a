/** For tests: the role that is shipped for the portal's account. */
import { z } from "zod";
import { readManifests } from "#demo/platform/apply";
import type { Right } from "#lib/server/diagnostics/own-rights";

/** The chart's roles, rendered for the demo: a file below demo/platform. */
const SHIPPED = "rbac/portal.yaml";
/** Those of the portal's account; the others are for people. */
const OWN = new Set(["vitrine:view-platform", "vitrine:portal"]);

const role = z.object({
  kind: z.literal("ClusterRole"),
  metadata: z.object({ name: z.string() }),
  rules: z.array(
    z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
  ),
});

/** Each right of the role, one by one. */
export async function readShippedRights(): Promise<Right[]> {
  const manifests = await readManifests(SHIPPED);
  return manifests
    .flatMap((manifest) => role.safeParse(manifest).data ?? [])
    .flatMap(({ metadata, rules }) => (OWN.has(metadata.name) ? rules : []))
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource }))),
      ),
    );
}
