import { setTimeout as wait } from "node:timers/promises";
import type { GiteaClient } from "#lib/git/gitea/client";
import { encodePath } from "#lib/git/gitea/names";
import { giteaBranch, giteaRef } from "#lib/git/gitea/shapes";

/** Milliseconds after which Gitea no longer works on a branch: its record follows the push within a moment. */
const DEAD_AFTER = 5_000;
const PAUSE = 500;

/**
 * Removes a branch that Git has and Gitea does not know. Gitea stops a change when its caller is gone. If it stops between
 * the push and the record of the new branch, it answers each further change of this name with 500, and each read with 404.
 * Returns false for any other branch, and where Gitea learns of it meanwhile: then another process creates it now.
 * Throws as the client.
 */
export async function removeHalfMadeBranch(
  client: GiteaClient,
  root: string,
  name: string,
): Promise<boolean> {
  const branch = `${root}/branches/${encodePath(name)}`;
  const readTip = async () => {
    const [ref, known] = await Promise.all([
      client.find(`${root}/git/refs/heads/${encodePath(name)}`, giteaRef),
      client.find(branch, giteaBranch),
    ]);
    return known === undefined ? ref?.find((one) => one.ref === `refs/heads/${name}`)?.object.sha : undefined;
  };
  const tip = await readTip();
  if (tip === undefined) return false;
  for (const end = Date.now() + DEAD_AFTER; Date.now() < end; await wait(PAUSE))
    if ((await readTip()) !== tip) return false;
  await client.send("DELETE", branch);
  return true;
}
