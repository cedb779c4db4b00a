/** Pages about the repository: files, commits, and the editor of a file. */
import { type PageCall, type PageRoute, repositoryPath, showPage } from "#demo/stand-ins/github/pages/page";
import { canWrite, requireUnarchived } from "#demo/stand-ins/github/state/access";
import { NO_COMMIT, updateRefs } from "#demo/stand-ins/github/state/branches";
import { commitOnBranch } from "#demo/stand-ins/github/state/file-commits";
import { notFound, Refusal } from "#demo/stand-ins/github/state/refusal";
import type { Answer } from "#demo/stand-ins/http/server";
import {
  encodePath,
  type FileSite,
  readEdit,
  readPlace,
  showBlob,
  showCommit,
  showEditor,
  showFolder,
} from "#demo/stand-ins/pages/files";
import { redirect } from "#demo/stand-ins/pages/shell";

const ROOT = "/{owner}/{repo}";

export const REPOSITORY_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: "/", handle: ({ host }) => redirect(repositoryPath(host.state)) },
  {
    method: "GET",
    template: ROOT,
    handle: (call) =>
      show(call, showFolder(openSite(call), { branch: call.host.state.settings.defaultBranch, path: "" })),
  },
  {
    method: "GET",
    template: `${ROOT}/tree/{place}`,
    handle: async (call) => show(call, showFolder(openSite(call), await getPlace(call))),
  },
  {
    method: "GET",
    template: `${ROOT}/blob/{place}`,
    handle: async (call) => {
      const canEdit = call.viewer !== undefined && canWrite(call.viewer.account);
      return show(call, showBlob(openSite(call), await getPlace(call), canEdit));
    },
  },
  {
    method: "GET",
    template: `${ROOT}/edit/{place}`,
    handle: async (call) => {
      const name = call.viewer?.account.login ?? "person";
      const free = `${name}-patch-${call.host.state.activities.length + 1}`;
      return show(call, showEditor(openSite(call), await getPlace(call), free));
    },
  },
  { method: "POST", template: `${ROOT}/edit/{place}`, handle: saveFile },
  {
    method: "GET",
    template: `${ROOT}/commit/{sha}`,
    handle: (call) => show(call, showCommit(openSite(call), call.params.sha ?? "")),
  },
];

function openSite({ host: { state, links } }: PageCall): FileSite {
  const root = repositoryPath(state);
  return {
    repository: state.repository,
    title: root.slice(1),
    root,
    clone: `${links.web}${root}.git`,
    isArchived: state.settings.isArchived,
  };
}

const getPlace = (call: PageCall) => readPlace(openSite(call), call.params.place ?? "");

async function show(call: PageCall, shown: ReturnType<typeof showFolder>): Promise<Answer> {
  const page = await shown;
  if (!page) throw notFound();
  return showPage(call, page.title, page.body);
}

async function saveFile(call: PageCall): Promise<Answer> {
  const place = await getPlace(call);
  const { path } = place;
  const { host, form, viewer } = call;
  const { state } = host;
  if (!viewer || !canWrite(viewer.account))
    throw new Refusal(403, "Only people with write access edit files.");
  requireUnarchived(state);
  const { expected, branch, message: headline, content } = readEdit(form, place);
  await state.lock(async () => {
    if ((await state.repository.findTip(branch)) === undefined)
      await updateRefs(
        state,
        [{ ref: `refs/heads/${branch}`, before: NO_COMMIT, after: expected, isForced: false }],
        viewer,
      );
    const edits = [{ path, content }];
    await commitOnBranch(state, { branch, expected, headline, edits }, viewer);
  });
  const root = repositoryPath(state);
  const pull = [...state.pulls.values()].find((item) => item.head === branch && item.state === "open");
  return redirect(pull ? `${root}/pull/${pull.number}` : `${root}/blob/${encodePath(`${branch}/${path}`)}`);
}
