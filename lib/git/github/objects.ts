/** Folders, contents and parents of commits at GitHub, by their ids, many with one call. */
import { z } from "zod";
import { hashBlob } from "#lib/git/blob-id";
import { MAX_FILE_BYTES } from "#lib/git/file-text";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import {
  BLOB,
  type gitHubBlob,
  gitHubBlobBytes,
  gitHubContent,
  gitHubTreeEntries,
} from "#lib/git/github/api/shapes";
import { createLoader } from "#lib/git/remote/loader";
import type { TreeEntry } from "#lib/git/remote/trees";
import { lostCommit } from "#lib/git/repository/merge";

const FOLDERS_PER_CALL = 40;
const BLOBS_PER_CALL = 100;
const COMMITS_PER_CALL = 100;

type Blob = z.infer<typeof gitHubBlob>;

export type GitHubObjects = ReturnType<typeof createGitHubObjects>;

export function createGitHubObjects(repository: GitHubRepository) {
  const { client, place } = repository;

  /** Objects by id, each as an alias of one query. */
  async function readObjects<T>(
    name: string,
    fields: string,
    schema: z.ZodType<T>,
    ids: readonly string[],
    fragments: readonly string[] = [],
  ): Promise<ReadonlyMap<string, T>> {
    const aliases = ids.map((id, index) => `o${index}: object(oid: "${id}") { ${fields} }`);
    const found = await repository.query({
      name,
      fields: aliases.join(" "),
      fragments,
      schema: z.record(z.string(), schema.nullable()),
      accepts: ({ type }) => type === "NOT_FOUND",
    });
    return new Map(
      ids.flatMap((id, index) => {
        const object = found[`o${index}`];
        return object === null || object === undefined ? [] : [[id, object] as const];
      }),
    );
  }

  const loadFolder = createLoader((ids) => readObjects("Folders", FOLDER, folder, ids), FOLDERS_PER_CALL);
  const loadBlob = createLoader(
    (ids) => readObjects("Blobs", "...blob", gitHubContent, ids, [BLOB]),
    BLOBS_PER_CALL,
  );
  const loadParents = createLoader((ids) => readObjects("Parents", PARENTS, parents, ids), COMMITS_PER_CALL);

  /** The exact bytes: GitHub's text can be cut, in another encoding, or missing. */
  async function readBytes({ oid, text }: Pick<Blob, "oid" | "text">): Promise<Buffer> {
    if (text !== null && hashBlob(text, oid) === oid) return Buffer.from(text);
    const parameters = { ...place, file_sha: oid };
    const path = "/repos/{owner}/{repo}/git/blobs/{file_sha}";
    const { content } = await client.get({ method: "GET", path, parameters, schema: gitHubBlobBytes });
    return Buffer.from(content, "base64");
  }

  return {
    /** The entries of a folder, or of the root folder of a commit. */
    async readTree(id: string): Promise<TreeEntry[]> {
      const entries = await loadFolder(id);
      if (entries === undefined) throw lostCommit(id);
      return entries.map(({ name, mode, type, oid }) => ({
        path: name,
        mode: mode.toString(8).padStart(6, "0"),
        type,
        sha: oid,
      }));
    },
    readBytes,
    /** Undefined for a blob that is lost or has more than `max` bytes. */
    async readBlob(id: string, max = MAX_FILE_BYTES): Promise<Buffer | undefined> {
      const found = await loadBlob(id);
      return found && found.byteSize <= max ? readBytes(found) : undefined;
    },
    /** The parents of a commit; undefined where GitHub does not have it. */
    findParents: loadParents,
  };
}

const ENTRIES = "entries { name mode type oid }";
const FOLDER = `... on Tree { ${ENTRIES} } ... on Commit { tree { ${ENTRIES} } }`;

const tree = z.object({ entries: gitHubTreeEntries });

const folder = z.union([
  z.object({ tree }).transform((commit) => commit.tree.entries),
  tree.transform(({ entries }) => entries),
]);

const PARENTS = "... on Commit { parents(first: 20) { nodes { oid } } }";

const parents = z
  .object({ parents: z.object({ nodes: z.array(z.object({ oid: z.string() })) }) })
  .transform((commit) => commit.parents.nodes.map(({ oid }) => oid));
