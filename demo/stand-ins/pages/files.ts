/** Pages about the files of a repository, as every host has them: folders, files, the editor, commits. */
import { showDifference, showFile } from "#demo/stand-ins/pages/code";
import { type Html, html } from "#demo/stand-ins/pages/html";
import type { Commit } from "#demo/stand-ins/repository/commits";
import { readPatches } from "#demo/stand-ins/repository/differences";
import type { HostRepository } from "#demo/stand-ins/repository/host-repository";

export interface FileSite {
  repository: HostRepository;
  /** `acme/requests` */
  title: string;
  /** The start of the addresses of files: `/acme/requests`, at GitLab `/acme/requests/-`. */
  root: string;
  /** What `git clone` takes. */
  clone: string;
  isArchived: boolean;
}

/** Undefined for a file, folder or commit that does not exist. */
type Shown = Promise<{ title: string; body: Html } | undefined>;

/** A branch or commit, and a path on it. */
export interface Place {
  branch: string;
  path: string;
}

export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

export function showTime(at: string): Html {
  return html`<time datetime="${at}">${at.replace("T", " ").replace("Z", " UTC")}</time>`;
}

/** Reads a place from the end of an address: names of branches and paths can both contain slashes. */
export async function readPlace({ repository }: FileSite, place: string): Promise<Place> {
  const branches = [...(await repository.listBranches()).keys()];
  const branch =
    branches.find((name) => place === name || place.startsWith(`${name}/`)) ?? place.split("/")[0] ?? "";
  return { branch, path: place.slice(branch.length + 1) };
}

export async function showFolder(site: FileSite, { branch, path }: Place): Shown {
  const { repository, root, title } = site;
  const commit = await repository.findCommit((await repository.findTip(branch)) ?? branch);
  const args = ["ls-tree", "-z", commit?.id ?? "HEAD", ...(path ? [`${path}/`] : [])];
  const { stdout } = commit ? await repository.git.run(args) : { stdout: Buffer.alloc(0) };
  const entries = stdout.toString().split("\0").filter(Boolean).map(parseEntry);
  if (path && entries.length === 0) return undefined;
  const address = (type: string, file: string) =>
    `${root}/${type === "tree" ? "tree" : "blob"}/${encodePath(`${branch}/${file}`)}`;
  const branches = [...(await repository.listBranches()).keys()];
  const body = html`<h1>${title}${path && ` / ${path}`}</h1>
<p>${site.isArchived && html`<span class="bad">Archived.</span> `}Branch ${branch}${commit && showLast(root, commit)}</p>
<table><caption>Files</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Kind</th></tr></thead>
<tbody>${entries.map(
    ({ type, name }) =>
      html`<tr><td><a href="${address(type, name)}">${name}</a></td><td>${type === "tree" ? "folder" : "file"}</td></tr>`,
  )}</tbody></table>
<h2>Branches</h2>
<ul>${branches.map((name) => html`<li><a href="${root}/tree/${encodePath(name)}">${name}</a></li>`)}</ul>
<p class="quiet">Clone with a token as the password: <code>git clone ${site.clone}</code></p>`;
  return { title: path || title, body };
}

function showLast(root: string, { id, message, author, committer }: Commit): Html {
  return html`, last commit <a href="${root}/commit/${id}">${message.split("\n")[0]}</a> by ${author.name}, ${showTime(committer.date)}`;
}

function parseEntry(line: string): { type: string; name: string } {
  const [, type = "", name = ""] = /^\S+ (\S+) \S+\t([\s\S]*)$/.exec(line) ?? [];
  return { type, name };
}

async function readFile({ repository }: FileSite, { branch, path }: Place) {
  const tip = await repository.findTip(branch);
  const commit = await repository.findCommit(tip ?? branch);
  const [blob] = commit ? await repository.git.readObjects([`${commit.id}:${path}`]) : [];
  return commit && blob?.type === "blob" ? { content: blob.content, tip, commit } : undefined;
}

/** @param canEdit whether the person can write to the repository */
export async function showBlob(site: FileSite, place: Place, canEdit: boolean): Shown {
  const { branch, path } = place;
  const file = await readFile(site, place);
  if (!file) return undefined;
  const edit = `${site.root}/edit/${encodePath(`${branch}/${path}`)}`;
  const body = html`<h1>${path}</h1>
<p>On ${branch}. ${canEdit && file.tip !== undefined && html`<a href="${edit}">Edit this file</a>`}</p>
${showFile(path, file.content)}`;
  return { title: path, body };
}

/** @param free a name for a new branch */
export async function showEditor(site: FileSite, place: Place, free: string): Shown {
  const { branch, path } = place;
  const file = await readFile(site, place);
  if (!file) return undefined;
  const body = html`<h1>Edit ${path}</h1>
<form method="post" action="${site.root}/edit/${encodePath(`${branch}/${path}`)}">
<input type="hidden" name="expected" value="${file.commit.id}">
<div class="wide"><label for="content">Content</label>
<textarea id="content" name="content" rows="20" spellcheck="false">
${file.content.toString()}</textarea></div>
<div class="wide"><label for="message">Commit message</label>
<input id="message" name="message" size="60" value="Update ${path}" required></div>
<div><label for="branch">Commit to the branch</label>
<input id="branch" name="branch" value="${branch}" list="branches" required>
<datalist id="branches"><option value="${branch}"><option value="${free}"></datalist></div>
<button class="first">Commit</button>
</form>
<p class="quiet">A branch that does not exist starts at this version of the file.</p>`;
  return { title: `Edit ${path}`, body };
}

/** The fields of the editor. `place` is that of the address. */
export function readEdit(form: URLSearchParams, place: Place) {
  const field = (name: string) => form.get(name) ?? "";
  return {
    expected: field("expected"),
    branch: field("branch") || place.branch,
    message: field("message"),
    // Browsers send line breaks of a text area as CRLF.
    content: Buffer.from(field("content").replaceAll("\r\n", "\n")),
  };
}

export async function showCommit({ repository }: FileSite, id: string): Shown {
  const commit = await repository.findCommit(id);
  if (!commit) return undefined;
  const [parent] = commit.parents;
  const body = html`<h1>Commit ${commit.id.slice(0, 12)}</h1>
<p class="panel text">${commit.message}</p>
<p>By ${commit.author.name}, ${showTime(commit.committer.date)}</p>
${parent && (await showChanges(repository, parent, commit.id))}`;
  return { title: `Commit ${commit.id.slice(0, 12)}`, body };
}

/** The differences of all files between two commits. */
export async function showChanges(repository: HostRepository, from: string, to: string): Promise<Html> {
  const [files, patches] = await Promise.all([
    repository.listDifferences(from, to),
    readPatches(repository.git, from, to),
  ]);
  if (files.length === 0) return html`<p class="quiet">No files differ.</p>`;
  return html`${files.map((file) => showDifference(file, patches.get(file.path)))}`;
}
