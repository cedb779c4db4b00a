/** For tests: the role that is shipped for the portal's account. */
import { z } from "zod";
import { readManifests } from "#demo/platform/apply";
import type { Right } from "#lib/server/diagnostics/own-rights";

/** The file below demo/platform. */
const SHIPPED_ROLE = "rbac/reader.yaml";

const rules = z.array(
  z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
);

/** Each right of the role, one by one. */
export async function readShippedRights(): Promise<Right[]> {
  const manifests = await readManifests(SHIPPED_ROLE);
  return manifests
    .flatMap((manifest) => rules.parse(manifest.rules))
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource }))),
      ),
    );
}
