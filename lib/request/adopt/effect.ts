import type { FormSchema } from "#lib/form/types";
import { listChanges } from "#lib/request/derive/changes";
import type { Manifest } from "#lib/request/file/manifest";
import type { FieldChange } from "#lib/request/types";

/** Metadata that the API server writes with each change, also where the change has no effect. */
const WRITTEN_BY_SERVER = new Set([
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
]);

/**
 * The fields that applying a file changes in the cluster; empty where it changes nothing.
 * @param live the object in the cluster
 * @param applied the object as a dry run of the apply returns it
 */
export function listEffects(live: Manifest, applied: Manifest, form: FormSchema | undefined): FieldChange[] {
  return listChanges(leaveOutServerFields(live), leaveOutServerFields(applied), form);
}

function leaveOutServerFields({ status: _, metadata, ...rest }: Manifest): Manifest {
  const own = Object.entries(metadata).filter(([name]) => !WRITTEN_BY_SERVER.has(name));
  const { name, namespace } = metadata;
  const { apiVersion, kind } = rest;
  const placed = { ...Object.fromEntries(own), name, ...(namespace !== undefined && { namespace }) };
  return { ...rest, apiVersion: String(apiVersion), kind: String(kind), metadata: placed };
}
