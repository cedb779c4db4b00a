/** Files of a request that only list its own file. */
import { dirname, join } from "node:path/posix";
import type { IdentifiedFile } from "#lib/request/file/identified-file";

/**
 * The files without kustomizations that change for another file alone: a kustomization in the folder of a new or removed
 * file, with its entry as the only difference.
 */
export function leaveOutCompanions(files: readonly IdentifiedFile[]): readonly IdentifiedFile[] {
  return files.length < 2 ? files : files.filter((file) => !isCompanion(file, files));
}

function isCompanion(
  { path, entries, irregular }: IdentifiedFile,
  files: readonly IdentifiedFile[],
): boolean {
  if (!entries || irregular !== undefined) return false;
  const [entry, ...others] = [...entries.added, ...entries.removed];
  if (entry === undefined || others.length > 0) return false;
  const listed = files.find((file) => file.path === join(dirname(path), entry));
  if (!listed || listed.path === path || listed.irregular !== undefined) return false;
  if (entries.removed.length > 0) return listed.after === undefined;
  return listed.before === undefined && keepsNamespace(listed, entries.namespace);
}

/** An agent must not apply the new object in another namespace than that of its file. */
function keepsNamespace({ readings = [] }: IdentifiedFile, namespace: string | undefined): boolean {
  if (namespace === undefined) return true;
  const identities = readings.map(({ after }) => after?.identity);
  return identities.length > 0 && identities.every((identity) => identity?.metadata.namespace === namespace);
}
