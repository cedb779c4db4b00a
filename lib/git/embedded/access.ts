import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import type { RepositoryAccess } from "#lib/git/types";

/**
 * Whether this process may write to the folder of the repository.
 * @param hasBranch the target branch exists
 */
export async function readFolderAccess(path: string, hasBranch: boolean): Promise<RepositoryAccess> {
  const folders = [path, ...["objects", "refs"].map((name) => join(/* turbopackIgnore: true */ path, name))];
  const writable = await Promise.all(
    folders.map((folder) =>
      access(/* turbopackIgnore: true */ folder, constants.W_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = writable.includes(false) ? [`write access to the folder ${path}`] : [];
  return { hasBranch, isProtected: false, missing, quotas: [] };
}
