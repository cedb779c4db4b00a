/** Folders, contents and parents of commits at GitLab, by their ids, many with one call. */
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { hashBlob } from "#lib/git/blob-id";
import { MAX_FILE_BYTES } from "#lib/git/file-text";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabCommit, gitLabTree } from "#lib/git/gitlab/api/shapes";
import { type Place, planBlobCalls } from "#lib/git/gitlab/blob-calls";
import { createLoader } from "#lib/git/remote/loader";
import type { TreeEntry } from "#lib/git/remote/trees";
import { lostCommit } from "#lib/git/repository/merge";
import { isObjectId } from "#lib/git/repository/objects";

/** GitLab limits the complexity of a query to 250; a folder counts up to 36. */
const FOLDERS_PER_CALL = 6;
const BLOBS_AT_ONCE = 500;
const PAGE_SIZE = 100;
const MAX_PLACES_KEPT = 100_000;

export type GitLabObjects = ReturnType<typeof createGitLabObjects>;

export function createGitLabObjects(project: GitLabProject) {
  const { client, path: projectPath } = project;
  /** By object id, the 100,000 used last: a place where the object is. */
  const places = new LRUCache<string, Place>({ max: MAX_PLACES_KEPT });
  /** By blob id, the 100,000 used last, in bytes. */
  const sizes = new LRUCache<string, number>({ max: MAX_PLACES_KEPT });
  const loadFolder = createLoader((keys) => readFolders(project, keys.map(parseKey)), FOLDERS_PER_CALL);
  const loadBlob = createLoader((keys) => readBlobs(project, keys.map(parseKey), true), BLOBS_AT_ONCE);
  const loadSize = createLoader((keys) => readBlobs(project, keys.map(parseKey), false), BLOBS_AT_ONCE);

  function keepPlaces(entries: readonly TreeEntry[], { commit, path }: Place): void {
    for (const { sha, path: name } of entries)
      places.set(sha, { commit, path: path === "" ? name : `${path}/${name}` });
  }

  /** All pages of a folder. */
  async function listFolder({ commit, path }: Place): Promise<TreeEntry[]> {
    const entries: TreeEntry[] = [];
    for (let page = 1; ; page += 1) {
      const options = { ref: commit, ...(path !== "" && { path }), perPage: PAGE_SIZE, page };
      const found = await client.get({
        route: ({ repositories }) => repositories.allRepositoryTrees(projectPath, options),
        schema: gitLabTree,
      });
      entries.push(...found.map(({ id, name, mode, type }) => ({ path: name, mode, type, sha: id })));
      if (found.length < PAGE_SIZE) return entries;
    }
  }

  /** The exact bytes: GitLab has no text of some bytes, and may change the encoding. */
  async function readBytes({ oid, text }: Pick<BlobAt, "oid" | "text">, max: number) {
    const isExact = text !== undefined && hashBlob(text, oid) === oid;
    return isExact ? Buffer.from(text) : readRaw(oid, max);
  }

  async function readRaw(id: string, max: number): Promise<Buffer | undefined> {
    const bytes = await project.find(() =>
      client.get({
        route: ({ repositories }) => repositories.showBlobRaw(projectPath, id),
        schema: z.instanceof(Buffer),
      }),
    );
    return bytes && bytes.length <= max ? bytes : undefined;
  }

  const findCommit = (id: string) =>
    project.find(() =>
      client.get({ route: ({ commits }) => commits.show(projectPath, id), schema: gitLabCommit }),
    );

  return {
    /** The entries of a folder that was listed before, or of the root folder of a commit. */
    async readTree(id: string): Promise<TreeEntry[]> {
      const place = places.get(id) ?? { commit: id, path: "" };
      const found = await loadFolder(buildKey(place));
      const entries = found === "too-many" ? await listFolder(place) : (found ?? []);
      // GitLab shows an unknown commit like one without files.
      if (entries.length === 0 && place.path === "" && (await findCommit(id)) === undefined)
        throw lostCommit(id);
      keepPlaces(entries, place);
      return entries;
    },

    /** Undefined for a blob that is lost or has more than `max` bytes. */
    async readBlob(id: string, max = MAX_FILE_BYTES): Promise<Buffer | undefined> {
      const place = places.get(id);
      const found = place && (await loadBlob(buildKey(place)));
      if (found?.oid !== id) return readRaw(id, max);
      return found.size <= max ? readBytes(found, max) : undefined;
    },
    readBytes,

    /** The blob at a place; undefined where there is none. */
    readBlobAt: (place: Place): Promise<BlobAt | undefined> => loadBlob(buildKey(place)),

    /** Bytes of a blob at a place. Remembers the place, so that its text is read together with others. */
    async readSize(id: string, place: Place): Promise<number> {
      places.set(id, place);
      const size = sizes.get(id) ?? (await loadSize(buildKey(place)))?.size ?? 0;
      sizes.set(id, size);
      return size;
    },

    /** True where the repository has the commit. */
    exists: async (id: string): Promise<boolean> => (await findCommit(id)) !== undefined,

    /** The parents of a commit; undefined where GitLab does not have it. */
    findParents: async (id: string): Promise<readonly string[] | undefined> =>
      isObjectId(id) ? (await findCommit(id))?.parent_ids : undefined,
  };
}

const buildKey = ({ commit, path }: Place) => `${commit} ${path}`;

function parseKey(key: string): Place {
  const at = key.indexOf(" ");
  return { commit: key.slice(0, at), path: key.slice(at + 1) };
}

const pageInfo = z.object({ hasNextPage: z.boolean() });
const entry = z.object({ name: z.string(), sha: z.string() });

const folder = z
  .object({
    trees: z.object({ nodes: z.array(entry), pageInfo }),
    blobs: z.object({ nodes: z.array(entry.extend({ mode: z.string() })), pageInfo }),
    submodules: z.object({ nodes: z.array(entry), pageInfo }),
  })
  .transform(({ trees, blobs, submodules }): TreeEntry[] | "too-many" => {
    if ([trees, blobs, submodules].some((part) => part.pageInfo.hasNextPage)) return "too-many";
    const toEntry = (type: string, mode: string) => (one: z.output<typeof entry>) => ({
      ...{ path: one.name, mode, type, sha: one.sha },
    });
    return [
      ...trees.nodes.map(toEntry("tree", "040000")),
      ...blobs.nodes.map(({ name, sha, mode }) => ({ path: name, mode, type: "blob", sha })),
      ...submodules.nodes.map(toEntry("commit", "160000")),
    ];
  });

const FOLDER = `trees { nodes { name sha } pageInfo { hasNextPage } }
  blobs { nodes { name sha mode } pageInfo { hasNextPage } }
  submodules { nodes { name sha } pageInfo { hasNextPage } }`;

/** `too-many` for a folder with more entries than a page. */
async function readFolders(
  project: GitLabProject,
  places: readonly Place[],
): Promise<ReadonlyMap<string, TreeEntry[] | "too-many">> {
  const aliases = places.map(
    (_, index) => `t${index}: tree(ref: $r${index}, path: $p${index}) { ${FOLDER} }`,
  );
  const { repository } = await project.query({
    name: "Folders",
    fields: `repository { ${aliases.join(" ")} }`,
    variables: Object.fromEntries(
      places.flatMap(({ commit, path }, index) => [
        [`r${index}`, ["String", commit] as const],
        [`p${index}`, ["String", path] as const],
      ]),
    ),
    schema: z.object({ repository: z.record(z.string(), folder.nullable()).nullable() }),
  });
  return new Map(
    places.flatMap((place, index) => {
      const found = repository?.[`t${index}`];
      return found ? [[buildKey(place), found] as const] : [];
    }),
  );
}

interface BlobAt {
  oid: string;
  /** As Git writes it, such as "100644". */
  mode: string;
  /** Bytes. */
  size: number;
  /** Undefined for bytes that are no text. Can differ from the bytes: they may be in another encoding. */
  text: string | undefined;
}

const blobs = z.object({
  nodes: z.array(
    z.object({
      path: z.string(),
      oid: z.string(),
      mode: z.string().nullish(),
      size: z.coerce.number().nullish(),
      rawTextBlob: z.string().nullish(),
    }),
  ),
});

/**
 * The blobs at places of commits, by their key. A place without a blob is absent.
 * @param withText false to read no content
 */
async function readBlobs(
  project: GitLabProject,
  places: readonly Place[],
  withText: boolean,
): Promise<ReadonlyMap<string, BlobAt>> {
  const fields = `path oid mode size ${withText ? "rawTextBlob" : ""}`;
  const calls = await Promise.all(
    planBlobCalls(places).map(async (groups) => {
      const aliases = groups.map(
        (_, index) => `b${index}: blobs(ref: $r${index}, paths: $p${index}) { nodes { ${fields} } }`,
      );
      const { repository } = await project.query({
        name: withText ? "Blobs" : "BlobSizes",
        fields: `repository { ${aliases.join(" ")} }`,
        variables: Object.fromEntries(
          groups.flatMap(({ commit, paths }, index) => [
            [`r${index}`, ["String", commit] as const],
            [`p${index}`, ["[String!]!", paths] as const],
          ]),
        ),
        schema: z.object({ repository: z.record(z.string(), blobs.nullable()).nullable() }),
      });
      return groups.flatMap(({ commit }, index) =>
        (repository?.[`b${index}`]?.nodes ?? []).map((found) => {
          const { path, oid, mode, size, rawTextBlob } = found;
          const blob = { oid, mode: mode ?? "100644", size: size ?? 0, text: rawTextBlob ?? undefined };
          return [buildKey({ commit, path }), blob] as const;
        }),
      );
    }),
  );
  return new Map(calls.flat());
}
