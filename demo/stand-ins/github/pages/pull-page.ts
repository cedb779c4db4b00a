/** The page of one pull request. */
import { type PageCall, repositoryPath, showPage } from "#demo/stand-ins/github/pages/page";
import { canWrite } from "#demo/stand-ins/github/state/access";
import { type Readiness, readReadiness } from "#demo/stand-ins/github/state/readiness";
import type { Check, PullRequest, ReviewState, State } from "#demo/stand-ins/github/state/types";
import type { Answer } from "#demo/stand-ins/http/server";
import { showChanges, showTime } from "#demo/stand-ins/pages/files";
import { type Html, html } from "#demo/stand-ins/pages/html";

export async function showPull(call: PageCall, pull: PullRequest): Promise<Answer> {
  const { state } = call.host;
  const { repository } = state;
  const base = (await repository.findMergeBase(pull.baseCommit, pull.headCommit)) ?? pull.baseCommit;
  const [changes, commits, readiness] = await Promise.all([
    showChanges(repository, base, pull.headCommit),
    repository.listAhead(base, pull.headCommit),
    readReadiness(state, pull),
  ]);
  const root = repositoryPath(state);
  const body = html`<h1>${pull.title} <span class="quiet">#${pull.number}</span></h1>
<p>${showState(pull)} By ${pull.author}, from ${pull.head} into ${pull.base}. Opened ${showTime(pull.createdAt)}.</p>
${pull.labels.length > 0 && html`<p>Labels: ${pull.labels.join(", ")}</p>`}
<div class="panel text">${pull.body ?? "No description."}</div>
<h2>Commits</h2>
<ul>${commits.map(
    ({ id, message, author }) =>
      html`<li><a href="${root}/commit/${id}">${id.slice(0, 7)}</a> ${message.split("\n")[0]} <span class="quiet">by ${author.name}</span></li>`,
  )}</ul>
<h2>Checks</h2>
${showChecks(state.checks.get(pull.headCommit) ?? [])}
<h2>Reviews</h2>
${showReviews(pull)}
${showForms(call, pull, readiness)}
<h2>Changed files</h2>
${changes}`;
  return showPage(call, `${pull.title} · #${pull.number}`, body);
}

function showState(pull: PullRequest): Html {
  if (pull.merged)
    return html`<span class="good">Merged</span> by ${pull.merged.by}, ${showTime(pull.merged.at)}.`;
  if (pull.closed) return html`<span class="bad">Closed</span> by ${pull.closed.by}.`;
  return html`<span class="good">Open${pull.isDraft && " as a draft"}.</span>`;
}

function showChecks(checks: readonly Check[]): Html {
  if (checks.length === 0) return html`<p class="quiet">No checks ran on the head commit.</p>`;
  return html`<ul>${checks.map(({ name, status, conclusion }) => html`<li>${name}: ${conclusion ?? status.replace("_", " ")}</li>`)}</ul>`;
}

const VERDICTS: Readonly<Record<ReviewState, string>> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "requested changes",
  COMMENTED: "commented",
  DISMISSED: "approved, dismissed since",
};

function showReviews({ reviews, headCommit }: PullRequest): Html {
  if (reviews.length === 0) return html`<p class="quiet">No reviews yet.</p>`;
  return html`<ul>${reviews.map(
    (review) =>
      html`<li>${review.author} ${VERDICTS[review.state]} at ${review.commit.slice(0, 7)}${
        review.commit !== headCommit && " (an older commit)"
      }, ${showTime(review.submittedAt)}${review.body !== "" && html`<div class="panel text">${review.body}</div>`}</li>`,
  )}</ul>`;
}

function showForms(call: PageCall, pull: PullRequest, readiness: Readiness): Html {
  const { state } = call.host;
  const account = call.viewer?.account;
  const root = `${repositoryPath(state)}/pull/${pull.number}`;
  if (!account || pull.merged) return html``;
  const isOpen = pull.state === "open";
  const stateForm =
    (account.login === pull.author || canWrite(account)) &&
    html`<form method="post" action="${root}/state">
<button name="state" value="${isOpen ? "closed" : "open"}">${isOpen ? "Close the pull request" : "Open it again"}</button>
</form>`;
  if (!isOpen) return html`${stateForm}`;
  const commit = html`<input type="hidden" name="commit" value="${pull.headCommit}">`;
  return html`<h2>Your review</h2>
<form method="post" action="${root}/review">${commit}
<div class="wide"><label for="body">Comment</label><textarea id="body" name="body" rows="3"></textarea></div>
<button name="verdict" value="approve" class="first">Approve</button>
<button name="verdict" value="changes">Request changes</button>
<button name="verdict" value="comment">Comment</button>
</form>
<h2>Merge</h2>
${showReadiness(readiness)}
${canWrite(account) && showMergeForm(state, root, commit)}
${stateForm}`;
}

function showReadiness({ tree, blockers }: Readiness): Html {
  if (tree === undefined) return html`<p class="bad">The branch has conflicts with the base branch.</p>`;
  if (blockers.length === 0) return html`<p class="good">The branch can be merged.</p>`;
  return html`<ul>${blockers.map((blocker) => html`<li class="bad">${blocker}</li>`)}</ul>`;
}

const METHODS = { merge: "Merge commit", squash: "Squash and merge", rebase: "Rebase and merge" } as const;

function showMergeForm({ settings }: State, root: string, commit: Html): Html {
  return html`<form method="post" action="${root}/merge">${commit}
<div><label for="method">Method</label><select id="method" name="method">${settings.mergeMethods.map(
    (method) => html`<option value="${method}">${METHODS[method]}</option>`,
  )}</select></div>
<button class="first">Merge the pull request</button>
</form>`;
}
