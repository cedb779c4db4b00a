import "server-only";
import { basename, dirname } from "node:path/posix";
import { LRUCache } from "lru-cache";
import { isPortalError } from "#lib/errors";
import type { ListedFile } from "#lib/git/types";
import { KUSTOMIZATION_FILES } from "#lib/gitops/scope";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { ObjectReference } from "#lib/kubernetes/types";
import { LIMITS } from "#lib/manifest/limits";
import type { FileReading } from "#lib/request/file/identified-file";
import type { PortalRepository } from "#lib/server/portal";
import { REPOSITORY } from "#lib/server/requests/files/file-merge";
import { sharedBy } from "#lib/server/shared";

/** A file of the target branch that holds an object. */
interface ObjectFile {
  path: string;
  /** True where the object is an item of a List, which the portal neither changes nor removes. */
  isListed: boolean;
  /** Version of the API that the file names for the object. */
  version: string;
  /** True where neither the file nor a kustomization names the object's namespace: only the path does. */
  isPlaceAssumed: boolean;
}

/** The files of the target branch by the objects in them, wherever they lie. */
interface FileIndex {
  /**
   * The files that hold an object at the tip of the branch, by path. Throws `git-unavailable`.
   * @param head the tip, where the caller has just read it
   */
  find(object: ObjectReference, head?: string): Promise<readonly ObjectFile[]>;
  /** The same for many objects at a tip that is known; undefined: the branch does not exist. */
  open(head: string | undefined): Promise<(object: ObjectReference) => readonly ObjectFile[]>;
}

/** Tells whether an object has a file, at one state of some repositories. */
export interface FileLookup {
  has(object: ObjectReference): boolean;
}

/**
 * The files of some repositories, for many objects at once. Throws `git-unavailable`.
 * @param heads the tip of each target branch, by the name of its repository
 */
export async function lookUpFiles(
  repositories: readonly PortalRepository[],
  heads: ReadonlyMap<string, string | undefined>,
): Promise<FileLookup> {
  const lookups = await Promise.all(
    repositories.map((repository) => fileIndexOf(repository).open(heads.get(repository.git.repository.name))),
  );
  return { has: (object) => lookups.some((lookup) => lookup(object).length > 0) };
}

type Surroundings = Pick<PortalRepository, "cluster" | "pathTemplate" | "planThreads" | "git">;

/** Blobs whose objects are remembered; a repository with more files is read again in part at each commit. */
const MOST_KEPT = 100_000;
/** Files, and characters of them, that one task of a thread reads. */
const BATCH_FILES = 200;
const BATCH_CHARACTERS = 1_000_000;

/** The index of a repository, the same for all who ask. */
export function fileIndexOf(repository: PortalRepository): FileIndex {
  return sharedBy("file-index", repository.git, () => createFileIndex(repository));
}

interface Entry extends ObjectFile {
  cluster: string;
  namespace: string | undefined;
}

/** By `keyOf`. */
type Entries = ReadonlyMap<string, readonly Entry[]>;

function createFileIndex(surroundings: Surroundings): FileIndex {
  const { git } = surroundings;
  /** By blob, whose content never changes: its objects, of the blobs used last. */
  const readings = new LRUCache<string, FileReading>({ max: MOST_KEPT });
  /** The commit asked for last, listed when somebody first asks after it came. */
  let latest: { head: string; entries: Promise<Entries> } | undefined;

  function listEntries(head: string): Promise<Entries> {
    if (latest?.head === head) return latest.entries;
    const own = { head, entries: readEntries(surroundings, readings, head) };
    latest = own;
    own.entries.catch(() => {
      if (latest === own) latest = undefined;
    });
    return own.entries;
  }

  async function open(head: string | undefined): Promise<(object: ObjectReference) => readonly ObjectFile[]> {
    if (head === undefined) return () => [];
    const entries = await listEntries(head);
    return (object) => pick(entries.get(keyOf(object)) ?? [], object);
  }

  return {
    open,
    find: async (object, known) => (await open(known ?? (await git.headCommit())))(object),
  };
}

function pick(entries: readonly Entry[], { cluster, namespace }: ObjectReference): ObjectFile[] {
  return entries
    .filter((entry) => entry.cluster === cluster)
    .filter((entry) => namespace === undefined || entry.namespace === namespace)
    .map(({ path, isListed, version, isPlaceAssumed }) => ({
      path,
      isListed,
      version,
      // What belongs to the whole cluster needs none.
      isPlaceAssumed: isPlaceAssumed && namespace !== undefined,
    }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** Reads the blobs of a commit that have no reading yet. */
async function readEntries(
  surroundings: Surroundings,
  readings: LRUCache<string, FileReading>,
  head: string,
): Promise<Entries> {
  const { git } = surroundings;
  const files = (await git.listFiles(head)).filter(mayHoldObject);
  const unread = new Map(files.filter(({ blob }) => !readings.has(blob)).map((file) => [file.blob, file]));
  const found = new Map<string, FileReading>();
  for (const batch of splitBatches([...unread.values()])) {
    const texts = await git.readTexts(batch.map(({ blob }) => blob));
    const read = await readTexts(
      surroundings,
      texts.map((text) => text ?? ""),
    );
    for (const [index, { blob }] of batch.entries()) {
      const reading = read[index] ?? { identities: [] };
      readings.set(blob, reading);
      found.set(blob, reading);
    }
  }
  return arrange(
    surroundings,
    files.map(({ path, blob }) => ({
      path,
      ...(found.get(blob) ?? readings.get(blob) ?? { identities: [] }),
    })),
  );
}

/** A text that takes too long to read holds no object that the portal knows; it does not take the others with it. */
async function readTexts(surroundings: Surroundings, texts: readonly string[]): Promise<FileReading[]> {
  const stages = surroundings.planThreads.forPerson(REPOSITORY);
  try {
    return await stages.readTexts(texts);
  } catch (error) {
    if (!isPortalError(error) || error.code !== "invalid") throw error;
    if (texts.length === 1) return [{ identities: [] }];
    const halves = [texts.slice(0, texts.length / 2), texts.slice(texts.length / 2)];
    const read: FileReading[] = [];
    for (const half of halves) read.push(...(await readTexts(surroundings, half)));
    return read;
  }
}

function arrange(
  { cluster, pathTemplate }: Surroundings,
  files: readonly ({ path: string } & FileReading)[],
): Entries {
  const given = new Map(
    files
      .filter(({ path }) => isKustomization(path))
      .map(({ path, namespace }) => [dirname(path), namespace]),
  );
  const entries = new Map<string, Entry[]>();
  for (const { path, identities } of files) {
    const place = pathTemplate.match(path);
    for (const { apiVersion, kind, metadata, isListed = false } of identities) {
      const { group, version } = splitApiVersion(apiVersion);
      const key = keyOf({ group, kind, name: metadata.name });
      const named = metadata.namespace ?? findNamespace(given, path);
      const entry = {
        ...{ path, version, isListed, cluster: place?.cluster ?? cluster },
        namespace: named ?? place?.namespace,
        isPlaceAssumed: named === undefined,
      };
      entries.set(key, [...(entries.get(key) ?? []), entry]);
    }
  }
  return entries;
}

function keyOf({ group, kind, name }: Pick<ObjectReference, "group" | "kind" | "name">): string {
  return JSON.stringify([group, kind, name]);
}

function mayHoldObject({ path, size }: ListedFile): boolean {
  const isManifest = /\.(?:ya?ml|json)$/i.test(path) || isKustomization(path);
  return isManifest && size <= LIMITS.manifestBytes;
}

function isKustomization(path: string): boolean {
  return KUSTOMIZATION_FILES.some((name) => name === basename(path));
}

function splitBatches(files: readonly ListedFile[]): ListedFile[][] {
  const batches: ListedFile[][] = [];
  let characters = 0;
  for (const file of files) {
    const last = batches.at(-1);
    characters += file.size;
    if (last && last.length < BATCH_FILES && characters <= BATCH_CHARACTERS) last.push(file);
    else {
      batches.push([file]);
      characters = file.size;
    }
  }
  return batches;
}

/** Of the nearest kustomization around a file: it gives its namespace to what it lists. */
function findNamespace(given: ReadonlyMap<string, string | undefined>, path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const namespace = given.get(folder);
    if (namespace !== undefined) return namespace;
    if (folder === "." || folder === "/") return undefined;
  }
}
