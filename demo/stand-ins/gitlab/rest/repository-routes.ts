/** Files and commits: https://docs.gitlab.com/api/repositories/, /repository_files/ and /commits/ */
import { createHash } from "node:crypto";
import { z } from "zod";
import {
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  readFlag,
  readText,
  readTexts,
  requireViewer,
} from "#demo/stand-ins/gitlab/rest/call";
import { showCommit, showDifference, showFullCommit } from "#demo/stand-ins/gitlab/rest/commit-shape";
import { showMergeRequestSummary } from "#demo/stand-ins/gitlab/rest/merge-request-shape";
import { answerKeysetPage, answerPage } from "#demo/stand-ins/gitlab/rest/pages";
import { getProjectPage } from "#demo/stand-ins/gitlab/rest/project-shape";
import { commitActions, type FileAction } from "#demo/stand-ins/gitlab/state/file-commits";
import { invalidParameter, notFound, Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { getVersion } from "#demo/stand-ins/gitlab/state/state";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { type Commit, listCommits } from "#demo/stand-ins/repository/commits";
import { readPatches } from "#demo/stand-ins/repository/differences";

const ROOT = "/projects/{id}/repository";
const read = (template: string, handle: RestRoute["handle"], method = "GET"): RestRoute => ({
  method,
  template: `${ROOT}${template}`,
  level: LEVELS.reporter,
  scopes: ["api", "read_api", "read_repository"],
  handle,
});

export const REPOSITORY_ROUTES: readonly RestRoute[] = [
  read("/tree", listTree),
  read("/blobs/{sha}", showBlob),
  read("/blobs/{sha}/raw", showRawBlob),
  read("/files/{file_path}", showFile),
  read("/files/{file_path}", showFile, "HEAD"),
  read("/files/{file_path}/raw", showRawFile),
  read("/commits", list),
  read("/commits/{sha}", show),
  read("/commits/{sha}/diff", showCommitDifferences),
  read("/commits/{sha}/refs", listRefs),
  read("/commits/{sha}/merge_requests", listMergeRequests),
  read("/merge_base", showMergeBase),
  read("/compare", compare),
  { method: "POST", template: `${ROOT}/commits`, level: LEVELS.developer, handle: create },
];

/** The commit of a branch, a tag or an id. */
async function findRevision({ state }: RestCall, name: string): Promise<Commit | undefined> {
  const { repository } = state;
  const tip =
    (await repository.findTip(name)) ?? (await repository.listRefs("refs/tags/")).get(`refs/tags/${name}`);
  return repository.findCommit(tip ?? name);
}

interface TreeEntry {
  id: string;
  name: string;
  type: string;
  path: string;
  mode: string;
}

/** `ls-tree` lists a folder before its files; GitLab lists folders first. */
async function listTree(call: RestCall): Promise<RestAnswer> {
  const ref = readText(call, "ref") ?? call.state.settings.defaultBranch;
  const path = readText(call, "path")?.replace(/\/$/, "") ?? "";
  const commit = await findRevision(call, ref);
  if (!commit) throw notFound("Tree");
  const options = readFlag(call, "recursive") ? ["-r", "-t"] : [];
  const args = ["ls-tree", "-z", ...options, commit.id, ...(path ? [`${path}/`] : [])];
  const { stdout } = await call.state.repository.git.run(args);
  const entries = stdout.toString().split("\0").filter(Boolean).map(parseEntry);
  const below = entries.filter((entry) => entry.path !== path);
  if (path !== "" && below.length === 0) throw new Refusal(404, "404 invalid revision or path Not Found");
  const rank = ({ type }: TreeEntry) => ["tree", "blob", "commit"].indexOf(type);
  const sorted = below.sort((one, other) => rank(one) - rank(other));
  // As Gitaly writes its tokens.
  const keyOf = (entry: TreeEntry) =>
    Buffer.from(JSON.stringify({ FileName: entry.path })).toString("base64");
  return answerKeysetPage(call, sorted, keyOf, (entry) => entry);
}

function parseEntry(line: string): TreeEntry {
  const [, mode = "", type = "", id = "", path = ""] = /^(\S+) (\S+) (\S+)\t([\s\S]*)$/.exec(line) ?? [];
  return { id, name: path.split("/").at(-1) ?? path, type, path, mode };
}

async function readBlob({ state, params }: RestCall) {
  const [blob] = await state.repository.git.readObjects([params.sha ?? ""]);
  if (blob?.type !== "blob") throw notFound("Blob");
  return blob;
}

async function showBlob(call: RestCall): Promise<RestAnswer> {
  const { id, content } = await readBlob(call);
  return {
    status: 200,
    body: { size: content.length, encoding: "base64", content: content.toString("base64"), sha: id },
  };
}

async function showRawBlob(call: RestCall): Promise<RestAnswer> {
  return answerRaw((await readBlob(call)).content);
}

function answerRaw(body: Buffer): RestAnswer {
  return { status: 200, body, headers: { "content-type": "text/plain; charset=utf-8" } };
}

async function readFile(call: RestCall) {
  const ref = readText(call, "ref") ?? call.state.settings.defaultBranch;
  const path = call.params.file_path ?? "";
  const commit = await findRevision(call, ref === "HEAD" ? call.state.settings.defaultBranch : ref);
  if (!commit) throw notFound("Commit");
  const { git } = call.state.repository;
  const [blob] = await git.readObjects([`${commit.id}:${path}`]);
  if (blob?.type !== "blob") throw notFound("File");
  const [last] = await listCommits(git, ["-1", commit.id, "--", path]);
  const { stdout } = await git.run(["ls-tree", commit.id, "--", path]);
  return {
    file_name: path.split("/").at(-1) ?? path,
    file_path: path,
    size: blob.content.length,
    encoding: "base64",
    content_sha256: createHash("sha256").update(blob.content).digest("hex"),
    ref,
    blob_id: blob.id,
    commit_id: commit.id,
    last_commit_id: last?.id ?? commit.id,
    execute_filemode: stdout.toString().startsWith("100755"),
    content: blob.content,
  };
}

/** The headers are all that HEAD answers: https://docs.gitlab.com/api/repository_files/ */
async function showFile(call: RestCall): Promise<RestAnswer> {
  const { content, ...facts } = await readFile(call);
  const headers = Object.entries(facts).map(([name, value]) => [
    `x-gitlab-${name.replaceAll("_", "-")}`,
    String(value),
  ]);
  return {
    status: 200,
    body: { ...facts, content: content.toString("base64") },
    headers: Object.fromEntries(headers),
  };
}

async function showRawFile(call: RestCall): Promise<RestAnswer> {
  return answerRaw((await readFile(call)).content);
}

/** https://docs.gitlab.com/api/commits/#list-repository-commits */
async function list(call: RestCall): Promise<RestAnswer> {
  const name = readText(call, "ref_name") ?? call.state.settings.defaultBranch;
  const path = readText(call, "path");
  const since = readText(call, "since");
  const until = readText(call, "until");
  const revision = name.includes("..") ? name : (await findRevision(call, name))?.id;
  if (revision === undefined) throw notFound("Commit");
  const args = [
    ...(since ? [`--since=${since}`] : []),
    ...(until ? [`--until=${until}`] : []),
    ...(readFlag(call, "first_parent") ? ["--first-parent"] : []),
    ...(readFlag(call, "all") ? ["--all"] : [revision]),
    "--",
    ...(path ? [path] : []),
  ];
  const commits = await listCommits(call.state.repository.git, args);
  return answerPage(call, commits, (commit) =>
    readFlag(call, "with_stats") ? showFullCommit(call, commit) : showCommit(call, commit),
  );
}

async function getCommit(call: RestCall): Promise<Commit> {
  const commit = await findRevision(call, call.params.sha ?? "");
  if (!commit) throw notFound("Commit");
  return commit;
}

async function show(call: RestCall): Promise<RestAnswer> {
  return { status: 200, body: await showFullCommit(call, await getCommit(call)) };
}

async function describeDifferences(call: RestCall, from: string, to: string) {
  const { repository } = call.state;
  const [files, patches] = await Promise.all([
    repository.listDifferences(from, to),
    readPatches(repository.git, from, to),
  ]);
  return files.map((file) => showDifference(file, patches.get(file.path)));
}

async function showCommitDifferences(call: RestCall): Promise<RestAnswer> {
  const commit = await getCommit(call);
  const [parent] = commit.parents;
  const files = parent ? await describeDifferences(call, parent, commit.id) : [];
  return answerPage(call, files, (file) => file);
}

async function listRefs(call: RestCall): Promise<RestAnswer> {
  const commit = await getCommit(call);
  const { repository } = call.state;
  const branches = [...(await repository.listBranches())];
  const found = await Promise.all(
    branches.map(async ([name, tip]) => ((await repository.contains(tip, commit.id)) ? [name] : [])),
  );
  return answerPage(call, found.flat(), (name) => ({ type: "branch", name }));
}

async function listMergeRequests(call: RestCall): Promise<RestAnswer> {
  const commit = await getCommit(call);
  const found = await Promise.all(
    [...call.state.mergeRequests.values()].map(async (item) => {
      const { base, head } = getVersion(item);
      const commits = await call.state.repository.listAhead(base, head);
      const isIts = commits.some(({ id }) => id === commit.id) || item.merged?.commit === commit.id;
      return isIts ? [item] : [];
    }),
  );
  return answerPage(call, found.flat(), (item) => showMergeRequestSummary(call, item));
}

async function showMergeBase(call: RestCall): Promise<RestAnswer> {
  const names = readTexts(call, "refs");
  if (names.length < 2) throw new Refusal(400, "Provide at least 2 refs");
  const commits = await Promise.all(names.map((name) => findRevision(call, name)));
  const missing = names.find((_, index) => commits[index] === undefined);
  if (missing !== undefined) throw new Refusal(400, `Could not find ref: ${missing}`);
  const ids = commits.flatMap((commit) => commit?.id ?? []);
  const { code, stdout } = await call.state.repository.git.run(["merge-base", ...ids], { accept: [0, 1] });
  const base = code === 0 ? await call.state.repository.findCommit(stdout.toString().trim()) : undefined;
  if (!base) throw notFound("Merge Base");
  return { status: 200, body: showCommit(call, base) };
}

/** https://docs.gitlab.com/api/repositories/#compare-branches-tags-or-commits */
async function compare(call: RestCall): Promise<RestAnswer> {
  const [from = "", to = ""] = [readText(call, "from"), readText(call, "to")];
  const [start, head] = await Promise.all([findRevision(call, from), findRevision(call, to)]);
  if (!start || !head) throw notFound("Ref");
  const { repository } = call.state;
  const base = await repository.findMergeBase(start.id, head.id);
  const left = readFlag(call, "straight") ? start.id : (base ?? start.id);
  const commits = (await repository.listAhead(start.id, head.id)).map((commit) => showCommit(call, commit));
  return {
    status: 200,
    body: {
      commit: commits.at(-1) ?? null,
      commits,
      diffs: await describeDifferences(call, left, head.id),
      compare_timeout: false,
      compare_same_ref: start.id === head.id,
      web_url: `${getProjectPage(call)}/-/compare/${from}...${to}`,
    },
  };
}

const newCommit = z.object({
  branch: z.string(),
  commit_message: z.string(),
  start_branch: z.string().optional(),
  start_sha: z.string().optional(),
  author_name: z.string().optional(),
  author_email: z.string().optional(),
  force: z.boolean().optional(),
  actions: z.array(
    z.object({
      action: z.enum(["create", "update", "delete", "move", "chmod"]),
      file_path: z.string(),
      content: z.string().optional(),
      encoding: z.enum(["text", "base64"]).default("text"),
      last_commit_id: z.string().optional(),
    }),
  ),
});

async function create(call: RestCall): Promise<RestAnswer> {
  const input = parseBody(newCommit, call);
  const { account } = requireViewer(call);
  if (input.force) throw new Refusal(400, "The stand-in does not force commits.");
  if (input.start_branch !== undefined && input.start_sha !== undefined)
    throw invalidParameter("start_branch, start_sha are mutually exclusive");
  const actions = input.actions.map(
    ({ action, file_path, content, encoding, last_commit_id }): FileAction => {
      if (action === "move" || action === "chmod")
        throw new Refusal(400, `The stand-in has no action ${action}.`);
      const bytes =
        action === "delete"
          ? undefined
          : Buffer.from(content ?? "", encoding === "base64" ? "base64" : "utf8");
      return { action, path: file_path, content: bytes, lastCommit: last_commit_id };
    },
  );
  const id = await commitActions(
    call.state,
    {
      branch: input.branch,
      start: input.start_branch ?? input.start_sha,
      message: input.commit_message,
      author: { name: input.author_name, email: input.author_email },
      actions,
    },
    account,
  );
  const commit = await call.state.repository.findCommit(id);
  return { status: 201, body: commit && (await showFullCommit(call, commit)) };
}
