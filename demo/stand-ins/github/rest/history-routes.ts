/** Commits, comparisons and activities. */
import { showAccount } from "#demo/stand-ins/github/rest/account-shape";
import { answerPage, type RestAnswer, type RestCall, type RestRoute } from "#demo/stand-ins/github/rest/call";
import { showCommit, showDifference } from "#demo/stand-ins/github/rest/commit-shape";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryPage, repositoryUrl } from "#demo/stand-ins/github/rest/repository-shape";
import { notFound, Refusal } from "#demo/stand-ins/github/state/refusal";
import { getAccount } from "#demo/stand-ins/github/state/state";
import type { Activity } from "#demo/stand-ins/github/state/types";
import { type Commit, listCommits } from "#demo/stand-ins/repository/commits";
import { readPatches } from "#demo/stand-ins/repository/differences";

const REPOSITORY = "/repos/{owner}/{repo}";
const READ = ["contents", "read"] as const;

export const HISTORY_ROUTES: readonly RestRoute[] = [
  { method: "GET", template: `${REPOSITORY}/commits`, needs: READ, handle: listHistory },
  { method: "GET", template: `${REPOSITORY}/compare/{basehead}`, needs: READ, handle: compare },
  { method: "GET", template: `${REPOSITORY}/activity`, needs: READ, handle: listActivities },
];

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
    repository.listDifferences(common.id, headCommit.id),
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
