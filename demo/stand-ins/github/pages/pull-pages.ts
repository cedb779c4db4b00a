/** Pages about pull requests, with the forms to review, merge and close them. */

import { type PageCall, type PageRoute, repositoryPath, showPage } from "#demo/stand-ins/github/pages/page";
import { showPull } from "#demo/stand-ins/github/pages/pull-page";
import { requirePermission, requireUnarchived, type Viewer } from "#demo/stand-ins/github/state/access";
import { mergePull } from "#demo/stand-ins/github/state/merges";
import { editPull, openPull, reviewPull } from "#demo/stand-ins/github/state/pulls";
import { notFound, Refusal } from "#demo/stand-ins/github/state/refusal";
import type { PullRequest, State } from "#demo/stand-ins/github/state/types";
import type { Answer } from "#demo/stand-ins/http/server";
import { showTime } from "#demo/stand-ins/pages/files";
import { html } from "#demo/stand-ins/pages/html";
import { redirect } from "#demo/stand-ins/pages/shell";

const PULL = "/{owner}/{repo}/pull/{number}";

export const PULL_PAGE_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: "/{owner}/{repo}/pulls", handle: showPulls },
  { method: "POST", template: "/{owner}/{repo}/pulls", handle: createPull },
  { method: "GET", template: PULL, handle: (call) => showPull(call, getPull(call)) },
  { method: "POST", template: `${PULL}/review`, handle: (call) => change(call, review) },
  { method: "POST", template: `${PULL}/merge`, handle: (call) => change(call, merge) },
  {
    method: "POST",
    template: `${PULL}/state`,
    handle: (call) =>
      change(call, async (state, pull, viewer, form) => {
        const wanted = form.get("state") === "open" ? "open" : "closed";
        requirePermission(viewer, "pull_requests", "write");
        await editPull(state, pull, { state: wanted }, viewer);
      }),
  },
];

function getPull({ host, params }: PageCall): PullRequest {
  const pull = host.state.pulls.get(Number(params.number));
  if (!pull) throw notFound();
  return pull;
}

type Change = (state: State, pull: PullRequest, viewer: Viewer, form: URLSearchParams) => Promise<void>;

/** Makes a change as the signed-in person, and shows the pull request again. */
async function change(call: PageCall, run: Change): Promise<Answer> {
  const { host, viewer, form } = call;
  const pull = getPull(call);
  if (!viewer) throw new Refusal(401, "Sign in first.");
  requireUnarchived(host.state);
  await host.state.lock(() => run(host.state, pull, viewer, form));
  return redirect(`${repositoryPath(host.state)}/pull/${pull.number}`);
}

const review: Change = async (state, pull, viewer, form) => {
  requirePermission(viewer, "pull_requests", "write");
  const events = { approve: "APPROVE", changes: "REQUEST_CHANGES", comment: "COMMENT" } as const;
  const verdict = form.get("verdict");
  const event = verdict === "approve" || verdict === "changes" ? events[verdict] : events.comment;
  const commit = form.get("commit") ?? undefined;
  await reviewPull(state, pull, { event, body: form.get("body") ?? "", commit }, viewer);
};

const merge: Change = async (state, pull, viewer, form) => {
  requirePermission(viewer, "contents", "write");
  const method = state.settings.mergeMethods.find((name) => name === form.get("method")) ?? "merge";
  await mergePull(state, pull, { method, expected: form.get("commit") ?? undefined }, viewer);
};

async function showPulls(call: PageCall): Promise<Answer> {
  const { host, exchange, viewer } = call;
  const { state } = host;
  const root = repositoryPath(state);
  const wanted = exchange.url.searchParams.get("state") === "closed" ? "closed" : "open";
  const pulls = [...state.pulls.values()].filter((pull) => pull.state === wanted).toReversed();
  const branches = [...(await state.repository.listBranches()).keys()];
  const used = new Set(
    [...state.pulls.values()].flatMap((pull) => (pull.state === "open" ? [pull.head] : [])),
  );
  const free = branches.filter((branch) => branch !== state.settings.defaultBranch && !used.has(branch));
  const body = html`<h1>Pull requests</h1>
<p><a href="${root}/pulls">Open</a> · <a href="${root}/pulls?state=closed">Closed</a></p>
${
  pulls.length === 0
    ? html`<p class="quiet">No ${wanted} pull requests.</p>`
    : html`<table><caption>${wanted === "open" ? "Open" : "Closed"} pull requests</caption>
<thead><tr><th scope="col">Number</th><th scope="col">Title</th><th scope="col">Author</th><th scope="col">Updated</th></tr></thead>
<tbody>${pulls.map(
        (pull) =>
          html`<tr><td>#${pull.number}</td><td><a href="${root}/pull/${pull.number}">${pull.title}</a>${
            pull.merged && html` <span class="good">merged</span>`
          }</td><td>${pull.author}</td><td>${showTime(pull.updatedAt)}</td></tr>`,
      )}</tbody></table>`
}
${
  viewer &&
  free.length > 0 &&
  html`<h2>Open a pull request</h2>
<form method="post" action="${root}/pulls">
<div><label for="head">Branch</label><select id="head" name="head">${free.map((branch) => html`<option>${branch}</option>`)}</select></div>
<div><label for="title">Title</label><input id="title" name="title" size="40" required></div>
<button class="first">Open the pull request</button>
</form>`
}`;
  return showPage(call, "Pull requests", body);
}

async function createPull(call: PageCall): Promise<Answer> {
  const { host, viewer, form } = call;
  const { state } = host;
  if (!viewer) throw new Refusal(401, "Sign in first.");
  requireUnarchived(state);
  const base = state.settings.defaultBranch;
  const input = {
    title: form.get("title") ?? "",
    body: null,
    head: form.get("head") ?? "",
    base,
    isDraft: false,
  };
  const pull = await state.lock(() => openPull(state, input, viewer));
  return redirect(`${repositoryPath(state)}/pull/${pull.number}`);
}
