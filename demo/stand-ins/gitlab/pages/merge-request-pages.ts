/** Pages about merge requests, with the forms to review, merge and close them. */

import { showMergeRequest } from "#demo/stand-ins/gitlab/pages/merge-request-page";
import { type PageCall, type PageRoute, projectPath, showPage } from "#demo/stand-ins/gitlab/pages/page";
import { requireUnarchived, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { approve, requestChanges, unapprove } from "#demo/stand-ins/gitlab/state/approvals";
import { addNote, editMergeRequest, openMergeRequest } from "#demo/stand-ins/gitlab/state/merge-requests";
import { merge } from "#demo/stand-ins/gitlab/state/merges";
import { notFound, unauthorized } from "#demo/stand-ins/gitlab/state/refusal";
import type { MergeRequest, State } from "#demo/stand-ins/gitlab/state/types";
import type { Answer } from "#demo/stand-ins/http/server";
import { showTime } from "#demo/stand-ins/pages/files";
import { html } from "#demo/stand-ins/pages/html";
import { redirect } from "#demo/stand-ins/pages/shell";

const LIST = "/-/merge_requests";
const ONE = `${LIST}/{iid}`;

export const MERGE_REQUEST_PAGE_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: LIST, handle: showList },
  { method: "POST", template: LIST, handle: create },
  { method: "GET", template: ONE, handle: (call) => showMergeRequest(call, getMergeRequest(call)) },
  { method: "POST", template: `${ONE}/review`, handle: (call) => change(call, review) },
  {
    method: "POST",
    template: `${ONE}/merge`,
    handle: (call) =>
      change(call, (state, mergeRequest, viewer, form) => {
        const removesSource = form.get("remove") === "yes";
        return merge(state, mergeRequest, { sha: form.get("sha") ?? undefined, removesSource }, viewer);
      }),
  },
  {
    method: "POST",
    template: `${ONE}/state`,
    handle: (call) =>
      change(call, (state, mergeRequest, viewer, form) => {
        const event = form.get("event") === "reopen" ? "reopen" : "close";
        return editMergeRequest(state, mergeRequest, { event }, viewer);
      }),
  },
];

function getMergeRequest({ host, params }: PageCall): MergeRequest {
  const found = host.state.mergeRequests.get(Number(params.iid));
  if (!found) throw notFound();
  return found;
}

type Change = (
  state: State,
  mergeRequest: MergeRequest,
  viewer: Viewer,
  form: URLSearchParams,
) => Promise<void>;

/** Makes a change as the signed-in person, and shows the merge request again. */
async function change(call: PageCall, run: Change): Promise<Answer> {
  const { host, viewer, form } = call;
  const mergeRequest = getMergeRequest(call);
  if (!viewer) throw unauthorized();
  requireUnarchived(host.state);
  await host.state.lock(() => run(host.state, mergeRequest, viewer, form));
  return redirect(`${projectPath(host.state)}${LIST}/${mergeRequest.iid}`);
}

const review: Change = async (state, mergeRequest, viewer, form) => {
  const verdict = form.get("verdict");
  const body = form.get("body") ?? "";
  if (body.trim() !== "" || verdict === "comment") addNote(state, mergeRequest, body, viewer);
  if (verdict === "approve") await approve(state, mergeRequest, form.get("sha") ?? undefined, viewer);
  if (verdict === "unapprove") unapprove(state, mergeRequest, viewer);
  if (verdict === "changes") requestChanges(state, mergeRequest, viewer);
};

async function showList(call: PageCall): Promise<Answer> {
  const { host, exchange, viewer } = call;
  const { state } = host;
  const root = projectPath(state);
  const wanted = exchange.url.searchParams.get("state") === "closed" ? "closed" : "open";
  const all = [...state.mergeRequests.values()];
  const isOpen = (item: MergeRequest) => item.state === "opened";
  const shown = all.filter((item) => isOpen(item) === (wanted === "open")).toReversed();
  const used = new Set(all.filter(isOpen).map(({ sourceBranch }) => sourceBranch));
  const branches = [...(await state.repository.listBranches()).keys()];
  const free = branches.filter((branch) => branch !== state.settings.defaultBranch && !used.has(branch));
  const body = html`<h1>Merge requests</h1>
<p><a href="${root}${LIST}">Open</a> · <a href="${root}${LIST}?state=closed">Closed and merged</a></p>
${
  shown.length === 0
    ? html`<p class="quiet">No ${wanted} merge requests.</p>`
    : html`<table><caption>${wanted === "open" ? "Open" : "Closed and merged"} merge requests</caption>
<thead><tr><th scope="col">Number</th><th scope="col">Title</th><th scope="col">Author</th><th scope="col">Updated</th></tr></thead>
<tbody>${shown.map(
        ({ iid, title, author, merged, updatedAt }) =>
          html`<tr><td>!${iid}</td><td><a href="${root}${LIST}/${iid}">${title}</a>${
            merged && html` <span class="good">merged</span>`
          }</td><td>${author}</td><td>${showTime(updatedAt)}</td></tr>`,
      )}</tbody></table>`
}
${
  viewer &&
  free.length > 0 &&
  html`<h2>Open a merge request</h2>
<form method="post" action="${root}${LIST}">
<div><label for="branch">Branch</label><select id="branch" name="branch">${free.map((branch) => html`<option>${branch}</option>`)}</select></div>
<div><label for="title">Title</label><input id="title" name="title" size="40" required></div>
<button class="first">Open the merge request</button>
</form>`
}`;
  return showPage(call, "Merge requests", body);
}

async function create({ host, viewer, form }: PageCall): Promise<Answer> {
  const { state } = host;
  if (!viewer) throw unauthorized();
  requireUnarchived(state);
  const input = {
    title: form.get("title") ?? "",
    sourceBranch: form.get("branch") ?? "",
    targetBranch: state.settings.defaultBranch,
  };
  const { iid } = await state.lock(() => openMergeRequest(state, input, viewer));
  return redirect(`${projectPath(state)}${LIST}/${iid}`);
}
