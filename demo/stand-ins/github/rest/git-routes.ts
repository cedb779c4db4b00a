/** Refs, trees, commits, comparisons and activities. */
import { z } from "zod";
import { showAccount } from "#demo/stand-ins/github/rest/account-shape";
import {
  answerPage,
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  requireViewer,
} from "#demo/stand-ins/github/rest/call";
import { showCommit, showDifference, showRef } from "#demo/stand-ins/github/rest/commit-shape";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryPage, repositoryUrl } from "#demo/stand-ins/github/rest/repository-shape";
import { NO_COMMIT, updateRefs } from "#demo/stand-ins/github/state/branches";
import { notFound, Refusal } from "#demo/stand-ins/github/state/refusal";
import { getAccount } from "#demo/stand-ins/github/state/state";
import type { Activity } from "#demo/stand-ins/github/state/types";
import type { Commit } from "#demo/stand-ins/repository/commits";
import { listCommits } from "#demo/stand-ins/repository/commits";
import { listDifferences, readPatches } from "#demo/stand-ins/repository/differences";

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
  { method: "GET", template: `${REPOSITORY}/commits`, needs: CONTENTS.read, handle: listHistory },
  { method: "GET", template: `${REPOSITORY}/compare/{basehead}`, needs: CONTENTS.read, handle: compare },
  { method: "GET", template: `${REPOSITORY}/activity`, needs: CONTENTS.read, handle: listActivities },
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

async function listHistory(call: RestCall): Promise<RestAnswer> {
  const { state, query } = call;
  const branches = await state.repository.listBranches();
  const name = query.get("sha") ?? state.settings.defaultBranch;
  const revision = branches.get(name) ?? name;
  if (branches.size === 0) throw new Refusal(409, "Git Repository is empty.");
  if (!(await state.repository.findCommit(revision))) throw notFound();
  const path = query.get("path");
  const commits = await listCommits(state.repository.git, [
    revision,
    ...(query.get("since") ? [`--since=${query.get("since")}`] : []),
    ...(query.get("until") ? [`--until=${query.get("until")}`] : []),
    "--",
    ...(path ? [`:(literal)${path}`] : []),
  ]);
  return answerPage(call, commits, (commit) => showCommit(call, commit));
}

/** https://docs.github.com/en/rest/commits/commits#compare-two-commits: 300 files, and commits by page. */
const MAX_FILES = 300;
const COMMITS_BY_PAGE = 250;

async function compare(call: RestCall): Promise<RestAnswer> {
  const { state, params, query } = call;
  const { repository } = state;
  const [base, head, ...rest] = (params.basehead ?? "").split("...");
  const [baseCommit, headCommit] = await Promise.all([findRevision(call, base), findRevision(call, head)]);
  if (!baseCommit || !headCommit || rest.length > 0) throw notFound();
  const mergeBase = await repository.findMergeBase(baseCommit.id, headCommit.id);
  const common = mergeBase === undefined ? undefined : await repository.findCommit(mergeBase);
  if (!common) throw new Refusal(404, `No common ancestor between ${base} and ${head}.`);
  const [ahead, behind, files, patches] = await Promise.all([
    repository.listAhead(baseCommit.id, headCommit.id),
    repository.listAhead(headCommit.id, baseCommit.id),
    listDifferences(repository.git, common.id, headCommit.id),
    readPatches(repository.git, common.id, headCommit.id),
  ]);
  const page = Number(query.get("page") ?? 1);
  const size = Number(query.get("per_page") ?? COMMITS_BY_PAGE);
  const url = `${repositoryUrl(call)}/compare/${params.basehead}`;
  const html = `${repositoryPage(call)}/compare/${params.basehead}`;
  const status =
    ahead.length > 0
      ? behind.length > 0
        ? "diverged"
        : "ahead"
      : behind.length > 0
        ? "behind"
        : "identical";
  return {
    status: 200,
    body: {
      url,
      html_url: html,
      permalink_url: `${repositoryPage(call)}/compare/${baseCommit.id}...${headCommit.id}`,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: showCommit(call, baseCommit),
      merge_base_commit: showCommit(call, common),
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: ahead.slice((page - 1) * size, page * size).map((commit) => showCommit(call, commit)),
      // Only the first page has files.
      files: (page > 1 ? [] : files)
        .slice(0, MAX_FILES)
        .map((file) => showDifference(call, file, headCommit.id, patches.get(file.path))),
    },
  };
}

async function findRevision({ state }: RestCall, name = ""): Promise<Commit | undefined> {
  const own = name.startsWith(`${state.organization.login}:`)
    ? name.slice(state.organization.login.length + 1)
    : name;
  return state.repository.findCommit((await state.repository.findTip(own)) ?? own);
}

/** https://docs.github.com/en/rest/repos/repos#list-repository-activities. Pages by cursor. */
function listActivities(call: RestCall): RestAnswer {
  const { state, query, url } = call;
  const ref = query.get("ref");
  const actor = query.get("actor");
  const kind = query.get("activity_type");
  const full = ref === null || ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
  const found = state.activities.filter(
    (activity) =>
      (full === null || activity.ref === full) &&
      (actor === null || activity.actor === actor) &&
      (kind === null || activity.kind === kind),
  );
  const newestFirst = query.get("direction") === "asc" ? found : found.toReversed();
  const size = Number(query.get("per_page") ?? 30);
  const after = query.get("after");
  const start = after === null ? 0 : newestFirst.findIndex(({ id }) => String(id) === after) + 1;
  const page = newestFirst.slice(start, start + size);
  const last = page.at(-1);
  const next = new URL(url);
  next.searchParams.set("after", String(last?.id));
  const hasNext = start + size < newestFirst.length;
  return {
    status: 200,
    body: page.map((activity) => showActivity(call, activity)),
    headers: hasNext ? { link: `<${next.href}>; rel="next"` } : {},
  };
}

function showActivity(call: RestCall, { id, before, after, ref, at, kind, actor }: Activity) {
  const account = showAccount(call, getAccount(call.state, actor));
  return {
    id,
    node_id: nodeId("Activity", id),
    before,
    after,
    ref,
    timestamp: at,
    activity_type: kind,
    actor: account,
  };
}
