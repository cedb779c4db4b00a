import "server-only";
import { z } from "zod";
import type { OptionsResponse } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { isPortalError } from "#lib/errors";
import { type DeclaredSecret, readDeclared } from "#lib/form/convert/secret-fields";
import type { FieldOption } from "#lib/form/options/live-choices";
import type { FormField } from "#lib/form/tree/field";
import { resolveScope } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { assertNamespace } from "#lib/server/resources/namespaces";
import { getCluster, withSynced } from "#lib/server/resources/objects";

/** https://external-secrets.io/latest/api/externalsecret/ */
const EXTERNAL_SECRET = { group: "external-secrets.io", kind: "ExternalSecret" };
const externalSecret = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    target: z.object({ name: z.string().optional() }).optional(),
    data: z.array(z.object({ secretKey: z.string() })).optional(),
  }),
});

/**
 * The Secrets that may be named in a field: those that the platform declares for it, and those that ExternalSecrets of
 * the namespace make, where the person may list these. Secrets themselves are never read.
 */
export async function listOfferedSecrets(
  portal: Portal,
  identity: Identity,
  cluster: string,
  field: FormField,
  { namespace }: { namespace?: string | undefined },
): Promise<OptionsResponse> {
  const declared = readDeclared(field);
  const made = namespace === undefined ? [] : await listExternal(portal, identity, cluster, namespace);
  const others = made.filter(({ name }) => !declared.some((one) => one.name === name));
  return { options: [...declared, ...others].map(toOption), truncated: false, stale: false };
}

function toOption({ name, label = name, keys }: DeclaredSecret): FieldOption {
  return { value: name, label, ...(label !== name && { description: name }), ...(keys && { keys }) };
}

async function listExternal(
  portal: Portal,
  identity: Identity,
  name: string,
  namespace: string,
): Promise<DeclaredSecret[]> {
  const { discovery, informers } = getCluster(portal, name);
  const type = discovery.findByKind(EXTERNAL_SECRET);
  if (!type) return [];
  try {
    const scope = resolveScope(type, namespace);
    if (!(await decide(identity, { action: "list", scope }, portal.rules)).allowed) return [];
    await assertNamespace(portal, name, scope.namespace);
    const place = scope.namespace === undefined ? {} : { namespace: scope.namespace };
    const watch = informers.informer({ ...EXTERNAL_SECRET, ...place });
    return await withSynced(watch, (external) => external.list(scope.namespace).flatMap(readExternal));
  } catch (error) {
    // They are suggestions: without them a name is typed.
    if (isPortalError(error)) return [];
    throw error;
  }
}

function readExternal(object: KubernetesObject): DeclaredSecret[] {
  const parsed = externalSecret.safeParse(object);
  if (!parsed.success) return [];
  const { metadata, spec } = parsed.data;
  const keys = (spec.data ?? []).map(({ secretKey }) => secretKey);
  return [{ name: spec.target?.name || metadata.name, ...(keys.length > 0 && { keys }) }];
}
