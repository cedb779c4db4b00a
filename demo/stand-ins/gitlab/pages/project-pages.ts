/** Pages about the project: files, commits, and the editor of a file. */
import { type PageCall, type PageRoute, projectPath, showPage } from "#demo/stand-ins/gitlab/pages/page";
import { canPush, requireLevel, requireUnarchived } from "#demo/stand-ins/gitlab/state/access";
import { commitActions } from "#demo/stand-ins/gitlab/state/file-commits";
import { notFound, Refusal, unauthorized } from "#demo/stand-ins/gitlab/state/refusal";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
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

export const PROJECT_PAGE_ROUTES: readonly PageRoute[] = [
  {
    method: "GET",
    template: "",
    handle: (call) =>
      show(call, showFolder(openSite(call), { branch: call.host.state.settings.defaultBranch, path: "" })),
  },
  {
    method: "GET",
    template: "/-/tree/{place}",
    handle: async (call) => show(call, showFolder(openSite(call), await getPlace(call))),
  },
  {
    method: "GET",
    template: "/-/blob/{place}",
    handle: async (call) => {
      const canEdit = (call.viewer?.account.level ?? LEVELS.none) >= LEVELS.developer;
      return show(call, showBlob(openSite(call), await getPlace(call), canEdit));
    },
  },
  {
    method: "GET",
    template: "/-/edit/{place}",
    handle: async (call) => {
      const name = call.viewer?.account.username ?? "person";
      const free = `${name}-patch-${call.host.state.pushes.length + 1}`;
      return show(call, showEditor(openSite(call), await getPlace(call), free));
    },
  },
  { method: "POST", template: "/-/edit/{place}", handle: saveFile },
  {
    method: "GET",
    template: "/-/commit/{sha}",
    handle: (call) => show(call, showCommit(openSite(call), call.params.sha ?? "")),
  },
];

function openSite({ host: { state, url } }: PageCall): FileSite {
  const root = projectPath(state);
  return {
    repository: state.repository,
    title: root.slice(1),
    root: `${root}/-`,
    clone: `${url}${root}.git`,
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
  const { host, form, viewer } = call;
  const { state } = host;
  if (!viewer) throw unauthorized();
  requireLevel(viewer, LEVELS.developer);
  requireUnarchived(state);
  const { expected, branch, message, content } = readEdit(form, place);
  const { path } = place;
  await state.lock(async () => {
    const tip = await state.repository.findTip(branch);
    if (!canPush(state, branch, viewer.account))
      throw new Refusal(403, "You are not allowed to push into this branch.");
    if (tip !== undefined && tip !== expected)
      throw new Refusal(409, "The file has changed since you started editing it.");
    const actions = [{ action: "update", path, content } as const];
    const start = tip === undefined ? expected : undefined;
    await commitActions(state, { branch, start, message, actions }, viewer.account);
  });
  const root = projectPath(state);
  const found = [...state.mergeRequests.values()].find(
    (item) => item.sourceBranch === branch && item.state === "opened",
  );
  return redirect(
    found ? `${root}/-/merge_requests/${found.iid}` : `${root}/-/blob/${encodePath(`${branch}/${path}`)}`,
  );
}
