/** Refs, trees, commits, comparisons and activities. */
import { z } from "zod";
import {
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  requireViewer,
} from "#demo/stand-ins/github/rest/call";
import { showRef } from "#demo/stand-ins/github/rest/commit-shape";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryUrl } from "#demo/stand-ins/github/rest/repository-shape";
import { NO_COMMIT, updateRefs } from "#demo/stand-ins/github/state/branches";
import { notFound, Refusal } from "#demo/stand-ins/github/state/refusal";

const REPOSITORY = "/repos/{owner}/{repo}";
const CONTENTS = { read: ["contents", "read"], write: ["contents", "write"] } as const;

export const GIT_ROUTES: readonly RestRoute[] = [
  { method: "GET", template: `${REPOSITORY}/git/ref/{ref}`, needs: CONTENTS.read, handle: getRef },
  {
    method: "GET",
    template: `${REPOSITORY}/git/matching-refs/{ref}`,
    needs: CONTENTS.read,
    handle: listMatchingRefs,
  },
  { method: "POST", template: `${REPOSITORY}/git/refs`, needs: CONTENTS.write, handle: createRef },
  { method: "DELETE", template: `${REPOSITORY}/git/refs/{ref}`, needs: CONTENTS.write, handle: deleteRef },
  { method: "GET", template: `${REPOSITORY}/git/trees/{tree_sha}`, needs: CONTENTS.read, handle: getTree },
  { method: "GET", template: `${REPOSITORY}/git/blobs/{file_sha}`, needs: CONTENTS.read, handle: getBlob },
];

async function getRef(call: RestCall): Promise<RestAnswer> {
  const ref = `refs/${call.params.ref}`;
  const sha = (await call.state.repository.listRefs(ref)).get(ref);
  if (sha === undefined) throw notFound();
  return { status: 200, body: showRef(call, ref, sha) };
}

async function listMatchingRefs(call: RestCall): Promise<RestAnswer> {
  const found = [...(await call.state.repository.listRefs(`refs/${call.params.ref}`))];
  return { status: 200, body: found.map(([ref, sha]) => showRef(call, ref, sha)) };
}

const newRef = z.object({ ref: z.string(), sha: z.string() });

async function createRef(call: RestCall): Promise<RestAnswer> {
  const { ref, sha } = parseBody(newRef, call);
  const { repository } = call.state;
  if (!ref.startsWith("refs/") || ref.split("/").length < 3)
    throw new Refusal(422, "Reference name must start with 'refs' and have at least two slashes.");
  if (!(await repository.findCommit(sha))) throw new Refusal(422, "Object does not exist");
  if ((await repository.listRefs(ref)).has(ref)) throw new Refusal(422, "Reference already exists");
  const update = { ref, before: NO_COMMIT, after: sha, isForced: false };
  await updateRefs(call.state, [update], requireViewer(call)).catch((error: unknown) => {
    throw error instanceof Refusal ? new Refusal(422, "Reference update failed") : error;
  });
  const body = showRef(call, ref, sha);
  return { status: 201, body, headers: { location: body.url } };
}

async function deleteRef(call: RestCall): Promise<RestAnswer> {
  const ref = `refs/${call.params.ref}`;
  const { repository } = call.state;
  if (!(await repository.listRefs(ref)).has(ref)) throw new Refusal(422, "Reference does not exist");
  const update = { ref, before: undefined, after: NO_COMMIT, isForced: true };
  await updateRefs(call.state, [update], requireViewer(call));
  return { status: 204 };
}

/** https://docs.github.com/en/rest/git/blobs#get-a-blob */
async function getBlob(call: RestCall): Promise<RestAnswer> {
  const id = call.params.file_sha ?? "";
  const [object] = await call.state.repository.git.readObjects([id]);
  if (object?.type !== "blob") throw notFound();
  return {
    status: 200,
    body: {
      sha: object.id,
      node_id: nodeId("Blob", object.id),
      size: object.content.length,
      url: `${repositoryUrl(call)}/git/blobs/${object.id}`,
      // GitHub breaks the lines, as MIME does.
      content: object.content.toString("base64").replaceAll(/.{60}/g, "$&\n"),
      encoding: "base64",
    },
  };
}

/** GitHub lists at most 100,000 entries: https://docs.github.com/en/rest/git/trees#get-a-tree */
const MAX_ENTRIES = 100_000;

async function getTree(call: RestCall): Promise<RestAnswer> {
  const { state, params, query } = call;
  const { git } = state.repository;
  const name = params.tree_sha ?? "";
  const revision = (await state.repository.findTip(name)) ?? name;
  if (revision.startsWith("-")) throw notFound();
  const recursive = query.has("recursive") ? ["-r", "-t"] : [];
  const [{ code, stdout }, root] = await Promise.all([
    git.run(["ls-tree", "-z", "-l", ...recursive, revision], { accept: [0, 128] }),
    git.run(["rev-parse", "--verify", "--quiet", `${revision}^{tree}`], { accept: [0, 1, 128] }),
  ]);
  if (code !== 0) throw notFound();
  const url = repositoryUrl(call);
  const entries = stdout
    .toString()
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const [, mode = "", type = "", sha = "", size = "", path = ""] =
        /^(\S+) (\S+) (\S+) +(\S+)\t([\s\S]*)$/.exec(line) ?? [];
      const isBlob = type === "blob";
      const kind = isBlob ? "blobs" : type === "commit" ? "commits" : "trees";
      return {
        path,
        mode,
        type,
        sha,
        ...(isBlob ? { size: Number(size) } : {}),
        url: `${url}/git/${kind}/${sha}`,
      };
    });
  const sha = root.stdout.toString().trim();
  return {
    status: 200,
    body: {
      sha,
      url: `${url}/git/trees/${sha}`,
      tree: entries.slice(0, MAX_ENTRIES),
      truncated: entries.length > MAX_ENTRIES,
    },
  };
}
