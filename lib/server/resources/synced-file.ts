import "server-only";
import { LRUCache } from "lru-cache";
import type { GitProvider } from "#lib/git/types";
import { findCoveringReport, needsCompanions, type SyncedFile } from "#lib/gitops/covering-report";
import { type Companions, KUSTOMIZATION_FILES, listFoldersAbove, SOURCE_IGNORE } from "#lib/gitops/scope";
import type { Portal } from "#lib/server/portal";
import { shared } from "#lib/server/shared";

/**
 * A file of the portal's repository as `findCoveringReport` takes it. What lies beside the file is read only where that
 * decides who applies it; while it cannot be read, the agent whose folder holds the file counts.
 */
export async function locateFile(
  { sync }: Pick<Portal, "sync">,
  git: Pick<GitProvider, "repository" | "headCommit" | "readFile">,
  { cluster, path, object }: Pick<SyncedFile, "cluster" | "path" | "object">,
): Promise<SyncedFile> {
  const file = { cluster, path, object, repository: git.repository };
  if (!needsCompanions(findCoveringReport(sync.list(), file), file)) return file;
  const companions = await readCompanions(git, path).catch(() => undefined);
  return companions ? { ...file, companions } : file;
}

async function readCompanions(
  git: Pick<GitProvider, "headCommit" | "readFile">,
  path: string,
): Promise<Companions> {
  const commit = await git.headCommit();
  if (commit === undefined) return { ignoreFiles: [], kustomizedFolders: [] };
  const folders = await Promise.all(
    listFoldersAbove(path).map(async (folder) => {
      const inFolder = (name: string) => readOnce(git, commit, folder === "" ? name : `${folder}/${name}`);
      const [text, ...kustomizations] = await Promise.all(
        [SOURCE_IGNORE, ...KUSTOMIZATION_FILES].map(inFolder),
      );
      return { folder, text, isKustomized: kustomizations.some((content) => content !== undefined) };
    }),
  );
  return {
    ignoreFiles: folders.flatMap(({ folder, text }) => (text === undefined ? [] : [{ folder, text }])),
    kustomizedFolders: folders.filter(({ isKustomized }) => isKustomized).map(({ folder }) => folder),
  };
}

/** Files that are remembered, each under its commit; most are not there. The least recently used go first. */
const MOST_KEPT = 5_000;

function readOnce(
  git: Pick<GitProvider, "readFile">,
  commit: string,
  file: string,
): Promise<string | undefined> {
  const cache = shared(
    "companions",
    () => new LRUCache<string, Promise<string | undefined>>({ max: MOST_KEPT }),
  );
  const key = `${commit} ${file}`;
  const content = cache.get(key) ?? git.readFile(file, commit).then((found) => found?.content);
  cache.set(key, content);
  content.catch(() => cache.delete(key));
  return content;
}
