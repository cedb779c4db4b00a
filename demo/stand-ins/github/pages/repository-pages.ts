/** Pages about the repository: files, commits, and the editor of a file. */
import {
  encodePath,
  type PageCall,
  type PageRoute,
  repositoryPath,
  showPage,
  showTime,
} from "#demo/stand-ins/github/pages/page";
import { canWrite, requireUnarchived } from "#demo/stand-ins/github/state/access";
import { NO_COMMIT, updateRefs } from "#demo/stand-ins/github/state/branches";
import { commitOnBranch } from "#demo/stand-ins/github/state/file-commits";
import { notFound, Refusal } from "#demo/stand-ins/github/state/refusal";
import type { Answer } from "#demo/stand-ins/http/server";
import { showDifference, showFile } from "#demo/stand-ins/pages/code";
import { html } from "#demo/stand-ins/pages/html";
import { redirect } from "#demo/stand-ins/pages/shell";
import { readPatches } from "#demo/stand-ins/repository/differences";

const ROOT = "/{owner}/{repo}";

export const REPOSITORY_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: "/", handle: ({ host }) => redirect(repositoryPath(host.state)) },
  {
    method: "GET",
    template: ROOT,
    handle: (call) => showFolder(call, call.host.state.settings.defaultBranch, ""),
  },
  { method: "GET", template: `${ROOT}/tree/{place}`, handle: showTree },
  { method: "GET", template: `${ROOT}/blob/{place}`, handle: showBlob },
  { method: "GET", template: `${ROOT}/edit/{place}`, handle: showEditor },
  { method: "POST", template: `${ROOT}/edit/{place}`, handle: saveFile },
  { method: "GET", template: `${ROOT}/commit/{sha}`, handle: showCommit },
];

/** A branch or commit, and a path: both can contain slashes. */
async function readPlace({ host, params }: PageCall): Promise<{ branch: string; path: string }> {
  const { place = "" } = params;
  const branches = [...(await host.state.repository.listBranches()).keys()];
  const branch =
    branches.find((name) => place === name || place.startsWith(`${name}/`)) ?? place.split("/")[0] ?? "";
  return { branch, path: place.slice(branch.length + 1) };
}

async function showTree(call: PageCall): Promise<Answer> {
  const { branch, path } = await readPlace(call);
  return showFolder(call, branch, path);
}

async function showFolder(call: PageCall, branch: string, path: string): Promise<Answer> {
  const { state } = call.host;
  const { repository, settings } = state;
  const root = repositoryPath(state);
  const commit = await repository.findCommit((await repository.findTip(branch)) ?? branch);
  const args = ["ls-tree", "-z", commit?.id ?? "HEAD", ...(path ? [`${path}/`] : [])];
  const { stdout } = commit ? await repository.git.run(args) : { stdout: Buffer.alloc(0) };
  const entries = stdout.toString().split("\0").filter(Boolean).map(parseEntry);
  if (path && entries.length === 0) throw notFound();
  const address = (type: string, file: string) =>
    `${root}/${type === "tree" ? "tree" : "blob"}/${encodePath(`${branch}/${file}`)}`;
  const branches = [...(await repository.listBranches()).keys()];
  const body = html`<h1>${state.organization.login}/${state.name}${path && ` / ${path}`}</h1>
<p>${settings.isArchived && html`<span class="bad">Archived.</span> `}Branch ${branch}${
    commit &&
    html`, last commit <a href="${root}/commit/${commit.id}">${commit.message.split("\n")[0]}</a> by ${commit.author.name}, ${showTime(commit.committer.date)}`
  }</p>
<table><caption>Files</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Kind</th></tr></thead>
<tbody>${entries.map(
    ({ type, name }) =>
      html`<tr><td><a href="${address(type, name)}">${name}</a></td><td>${type === "tree" ? "folder" : "file"}</td></tr>`,
  )}</tbody></table>
<h2>Branches</h2>
<ul>${branches.map((name) => html`<li><a href="${root}/tree/${encodePath(name)}">${name}</a></li>`)}</ul>
<p class="quiet">Clone with a token as the password: <code>git clone ${call.host.links.web}${root}.git</code></p>`;
  return showPage(call, path || state.name, body);
}

function parseEntry(line: string): { type: string; name: string } {
  const [, type = "", name = ""] = /^\S+ (\S+) \S+\t([\s\S]*)$/.exec(line) ?? [];
  return { type, name };
}

/** @throws Refusal 404 where the branch has no such file */
async function readFile(call: PageCall) {
  const { branch, path } = await readPlace(call);
  const { repository } = call.host.state;
  const tip = await repository.findTip(branch);
  const commit = await repository.findCommit(tip ?? branch);
  const [blob] = commit ? await repository.git.readObjects([`${commit.id}:${path}`]) : [];
  if (!commit || blob?.type !== "blob") throw notFound();
  return { branch, path, content: blob.content, tip, commit };
}

async function showBlob(call: PageCall): Promise<Answer> {
  const { branch, path, content, tip } = await readFile(call);
  const root = repositoryPath(call.host.state);
  const canEdit = tip !== undefined && call.viewer && canWrite(call.viewer.account);
  const body = html`<h1>${path}</h1>
<p>On ${branch}. ${canEdit && html`<a href="${root}/edit/${encodePath(`${branch}/${path}`)}">Edit this file</a>`}</p>
${showFile(path, content)}`;
  return showPage(call, path, body);
}

async function showEditor(call: PageCall): Promise<Answer> {
  const { branch, path, content, commit } = await readFile(call);
  const { state } = call.host;
  const name = call.viewer?.account.login ?? "person";
  const free = `${name}-patch-${state.activities.length + 1}`;
  const body = html`<h1>Edit ${path}</h1>
<form method="post" action="${repositoryPath(state)}/edit/${encodePath(`${branch}/${path}`)}">
<input type="hidden" name="expected" value="${commit.id}">
<div class="wide"><label for="content">Content</label>
<textarea id="content" name="content" rows="20" spellcheck="false">
${content.toString()}</textarea></div>
<div class="wide"><label for="message">Commit message</label>
<input id="message" name="message" size="60" value="Update ${path}" required></div>
<div><label for="branch">Commit to the branch</label>
<input id="branch" name="branch" value="${branch}" list="branches" required>
<datalist id="branches"><option value="${branch}"><option value="${free}"></datalist></div>
<button class="first">Commit</button>
</form>
<p class="quiet">A branch that does not exist starts at this version of the file.</p>`;
  return showPage(call, `Edit ${path}`, body);
}

async function saveFile(call: PageCall): Promise<Answer> {
  const { branch: from, path } = await readPlace(call);
  const { host, form, viewer } = call;
  const { state } = host;
  if (!viewer || !canWrite(viewer.account))
    throw new Refusal(403, "Only people with write access edit files.");
  requireUnarchived(state);
  const field = (name: string) => form.get(name) ?? "";
  const expected = field("expected");
  const branch = field("branch") || from;
  // Browsers send line breaks of a text area as CRLF.
  const content = Buffer.from(field("content").replaceAll("\r\n", "\n"));
  await state.lock(async () => {
    if ((await state.repository.findTip(branch)) === undefined)
      await updateRefs(
        state,
        [{ ref: `refs/heads/${branch}`, before: NO_COMMIT, after: expected, isForced: false }],
        viewer,
      );
    const edits = [{ path, content }];
    await commitOnBranch(state, { branch, expected, headline: field("message"), edits }, viewer);
  });
  const root = repositoryPath(state);
  const pull = [...state.pulls.values()].find((item) => item.head === branch && item.state === "open");
  return redirect(pull ? `${root}/pull/${pull.number}` : `${root}/blob/${encodePath(`${branch}/${path}`)}`);
}

async function showCommit(call: PageCall): Promise<Answer> {
  const { repository } = call.host.state;
  const commit = await repository.findCommit(call.params.sha ?? "");
  if (!commit) throw notFound();
  const [parent] = commit.parents;
  const [files, patches] = parent
    ? await Promise.all([
        repository.listDifferences(parent, commit.id),
        readPatches(repository.git, parent, commit.id),
      ])
    : [[], new Map<string, string>()];
  const body = html`<h1>Commit ${commit.id.slice(0, 12)}</h1>
<p class="panel text">${commit.message}</p>
<p>By ${commit.author.name}, ${showTime(commit.committer.date)}</p>
${files.map((file) => showDifference(file, patches.get(file.path)))}`;
  return showPage(call, `Commit ${commit.id.slice(0, 12)}`, body);
}
