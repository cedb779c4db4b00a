/** The bare repository of a stand-in in a test. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BareRepositoryInput, createBareRepository } from "#lib/git/testing/bare-repository";

/**
 * Creates the repository and starts a stand-in on it. `close` of the result removes the repository too.
 * @param files of the first commit; default a README
 */
export async function startOnRepository<StandIn extends { close(): Promise<void> }>(
  branch: string,
  files: BareRepositoryInput["files"],
  start: (path: string) => Promise<StandIn>,
): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-stand-in-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, "requests.git");
  try {
    await createBareRepository(path, { branch, files: files ?? { "README.md": "# Requests\n" } });
    const started = await start(path);
    return {
      ...started,
      close: async () => {
        await started.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
