/** Plain Git over HTTP, with a token as the password. */

import type { Host } from "#demo/stand-ins/github/host";
import { canSee, canWrite, type Viewer } from "#demo/stand-ins/github/state/access";
import { findPushProblem, recordMove } from "#demo/stand-ins/github/state/branches";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import { findSender } from "#demo/stand-ins/github/tokens/sender";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { readGitBody, runHttpBackend } from "#demo/stand-ins/repository/http-backend";
import { type Push, parsePush, refusePush } from "#demo/stand-ins/repository/push-commands";

/** `/info/refs`, `/git-upload-pack` or `/git-receive-pack` of the repository; undefined for another path. */
export function findGitService({ state }: Host, path: string): string | undefined {
  const [, owner, name, service] =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-(?:upload|receive)-pack)$/.exec(path) ?? [];
  const isKnown = owner === state.organization.login && name === state.name;
  return isKnown ? service : undefined;
}

/** https://docs.github.com/en/get-started/git-basics/about-remote-repositories#cloning-with-https-urls */
export async function answerGit(host: Host, exchange: Exchange, service: string): Promise<Answer> {
  const { state } = host;
  const viewer = await findViewer(host, exchange);
  if (!viewer) {
    return {
      status: 401,
      headers: { "www-authenticate": 'Basic realm="GitHub"', "content-type": "text/plain" },
      body: "Sign in with a token as the password.\n",
    };
  }
  if (!canSee(state, viewer)) return refuse(404, "Repository not found.");
  const isPush =
    service === "/git-receive-pack" || exchange.url.searchParams.get("service") === "git-receive-pack";
  const { login } = viewer.account;
  const request = { path: state.repository.path, service, exchange, user: isPush ? login : undefined };
  if (!isPush) return runHttpBackend(request);
  if (state.settings.isArchived) return refuse(403, "This repository was archived so it is read-only.");
  const granted = viewer.permissions?.contents ?? "write";
  if (!canWrite(viewer.account) || granted !== "write")
    return refuse(403, `Write access to repository not granted to ${login}.`);
  if (service !== "/git-receive-pack") return runHttpBackend(request);
  const push = parsePush(readGitBody(exchange));
  return state.lock(async () => {
    const refused = refuseProtected(host, push, viewer);
    if (refused) return refused;
    const before = await state.repository.listBranches();
    const answer = await runHttpBackend(request);
    await recordPush(host, before, viewer);
    return answer;
  });
}

async function findViewer(host: Host, exchange: Exchange): Promise<Viewer | undefined> {
  try {
    const sender = await findSender(exchange.headers, host);
    return sender.kind === "account" ? sender.viewer : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function refuse(status: number, message: string): Answer {
  return { status, headers: { "content-type": "text/plain" }, body: `remote: ${message}\n` };
}

function refuseProtected({ state }: Host, push: Push, { account }: Viewer): Answer | undefined {
  for (const { ref } of push.commands) {
    const problem = findPushProblem(state, ref.replace(/^refs\/heads\//, ""), account);
    if (!problem) continue;
    const message = `error: GH006: Protected branch update failed for ${ref}.\nerror: ${problem}`;
    return refusePush(push, message, "protected branch hook declined");
  }
  return undefined;
}

/** Git may have refused some of the commands, so the branches themselves show which moved. */
async function recordPush(
  { state }: Host,
  before: ReadonlyMap<string, string>,
  { account }: Viewer,
): Promise<void> {
  const after = await state.repository.listBranches();
  for (const branch of new Set([...before.keys(), ...after.keys()])) {
    const move = { before: before.get(branch), after: after.get(branch) };
    if (move.before !== move.after) await recordMove(state, branch, move, account);
  }
}
