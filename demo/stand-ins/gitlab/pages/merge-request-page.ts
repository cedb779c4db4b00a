/** The page of one merge request. */
import { type PageCall, projectPath, showPage } from "#demo/stand-ins/gitlab/pages/page";
import { canMerge } from "#demo/stand-ins/gitlab/state/access";
import { type ApprovalRule, canApprove, isMet, listRules } from "#demo/stand-ins/gitlab/state/approvals";
import { type DetailedStatus, findPipeline, readReadiness } from "#demo/stand-ins/gitlab/state/readiness";
import { getVersion, isDraft } from "#demo/stand-ins/gitlab/state/state";
import { type Account, LEVELS, type MergeRequest } from "#demo/stand-ins/gitlab/state/types";
import type { Answer } from "#demo/stand-ins/http/server";
import { showChanges, showTime } from "#demo/stand-ins/pages/files";
import { type Html, html } from "#demo/stand-ins/pages/html";

export async function showMergeRequest(call: PageCall, mergeRequest: MergeRequest): Promise<Answer> {
  const { state } = call.host;
  const { repository } = state;
  const { base, head } = getVersion(mergeRequest);
  const { title, iid, author, sourceBranch, targetBranch, createdAt, labels } = mergeRequest;
  const [changes, commits, rules, forms] = await Promise.all([
    showChanges(repository, base, head),
    repository.listAhead(base, head),
    listRules(state, mergeRequest),
    showForms(call, mergeRequest),
  ]);
  const root = projectPath(state);
  const pipeline = findPipeline(state, head);
  const body = html`<h1>${title} <span class="quiet">!${iid}</span></h1>
<p>${showState(mergeRequest)} By ${author}, from ${sourceBranch} into ${targetBranch}. Opened ${showTime(createdAt)}.</p>
${labels.length > 0 && html`<p>Labels: ${labels.join(", ")}</p>`}
<div class="panel text">${mergeRequest.description ?? "No description."}</div>
<h2>Commits</h2>
<ul>${commits.map(
    ({ id, message, author: { name } }) =>
      html`<li><a href="${root}/-/commit/${id}">${id.slice(0, 8)}</a> ${message.split("\n")[0]} <span class="quiet">by ${name}</span></li>`,
  )}</ul>
<h2>Pipeline</h2>
<p>${pipeline ? `#${pipeline.id}: ${pipeline.status}` : html`<span class="quiet">No pipeline ran on the head commit.</span>`}</p>
<h2>Approvals</h2>
${showApprovals(mergeRequest, rules)}
<h2>Activity</h2>
${showNotes(mergeRequest)}
${forms}
<h2>Changes</h2>
${changes}`;
  return showPage(call, `${title} · !${iid}`, body);
}

function showState(mergeRequest: MergeRequest): Html {
  const { merged, closed } = mergeRequest;
  if (merged) return html`<span class="good">Merged</span> by ${merged.by}, ${showTime(merged.at)}.`;
  if (closed) return html`<span class="bad">Closed</span> by ${closed.by}.`;
  return html`<span class="good">Open${isDraft(mergeRequest) && " as a draft"}.</span>`;
}

function showApprovals({ approvals, reviewers }: MergeRequest, rules: readonly ApprovalRule[]): Html {
  return html`<ul>${rules.map(
    (rule) =>
      html`<li class="${isMet(rule) ? "good" : "bad"}">${rule.name}: ${rule.approvedBy.length} of ${rule.required}</li>`,
  )}
${approvals.map(({ username, at }) => html`<li>${username} approved, ${showTime(at)}</li>`)}
${reviewers.map(({ username, state }) => html`<li>Reviewer ${username}: ${state.replaceAll("_", " ")}</li>`)}</ul>`;
}

function showNotes({ notes }: MergeRequest): Html {
  if (notes.length === 0) return html`<p class="quiet">No activity yet.</p>`;
  return html`<ul>${notes.map(({ author, body, at, action }) =>
    action === undefined
      ? html`<li>${author}, ${showTime(at)}<div class="panel text">${body}</div></li>`
      : html`<li>${author} ${body}, ${showTime(at)}</li>`,
  )}</ul>`;
}

const REASONS: Readonly<Record<DetailedStatus, string>> = {
  checking: "GitLab is checking the merge request.",
  ci_must_pass: "The pipeline must succeed.",
  ci_still_running: "The pipeline is still running.",
  commits_status: "The source branch must exist and have commits.",
  conflict: "The branches have conflicts.",
  discussions_not_resolved: "All threads must be resolved.",
  draft_status: "The merge request is a draft.",
  mergeable: "The merge request can be merged.",
  need_rebase: "The source branch must be rebased.",
  not_approved: "All required approvals must be given.",
  not_open: "The merge request must be open.",
  requested_changes: "A reviewer requested changes.",
};

async function showForms(call: PageCall, mergeRequest: MergeRequest): Promise<Html> {
  const { state } = call.host;
  const account = call.viewer?.account;
  if (!account || mergeRequest.state === "merged") return html``;
  const root = `${projectPath(state)}/-/merge_requests/${mergeRequest.iid}`;
  const isOpen = mergeRequest.state === "opened";
  const isEditor = account.username === mergeRequest.author || account.level >= LEVELS.developer;
  const stateForm =
    isEditor &&
    html`<form method="post" action="${root}/state">
<button name="event" value="${isOpen ? "close" : "reopen"}">${isOpen ? "Close the merge request" : "Reopen the merge request"}</button>
</form>`;
  if (!isOpen) return html`${stateForm}`;
  const { status } = await readReadiness(state, mergeRequest);
  const sha = html`<input type="hidden" name="sha" value="${getVersion(mergeRequest).head}">`;
  return html`<h2>Your review</h2>
<form method="post" action="${root}/review">${sha}
<div class="wide"><label for="body">Comment</label><textarea id="body" name="body" rows="3"></textarea></div>
${await showReviewButtons(call, mergeRequest, account)}
<button name="verdict" value="comment">Comment</button>
</form>
<h2>Merge</h2>
<p class="${status === "mergeable" ? "good" : "bad"}">${REASONS[status]}</p>
${
  canMerge(state, mergeRequest.targetBranch, account) &&
  html`<form method="post" action="${root}/merge">${sha}
<div><label for="remove">Delete the source branch</label><select id="remove" name="remove"><option value="yes">Yes</option><option value="no">No</option></select></div>
<button class="first">Merge</button>
</form>`
}
${stateForm}`;
}

async function showReviewButtons(
  call: PageCall,
  mergeRequest: MergeRequest,
  account: Account,
): Promise<Html> {
  const hasApproved = mergeRequest.approvals.some(({ username }) => username === account.username);
  const isApprover = await canApprove(call.host.state, mergeRequest, account);
  return html`${isApprover && html`<button name="verdict" value="approve" class="first">Approve</button> `}
${hasApproved && html`<button name="verdict" value="unapprove">Revoke approval</button> `}
${account.level >= LEVELS.developer && html`<button name="verdict" value="changes">Request changes</button>`}`;
}
