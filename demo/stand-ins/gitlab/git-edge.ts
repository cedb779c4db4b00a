/** Plain Git over HTTP, with a token as the password: https://docs.gitlab.com/topics/git/clone/#clone-using-a-token */

import type { Host } from "#demo/stand-ins/gitlab/host";
import { canPush, canSee, findProtection, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { recordMove } from "#demo/stand-ins/gitlab/state/branches";
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { getProjectPath } from "#demo/stand-ins/gitlab/state/state";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { findSender } from "#demo/stand-ins/gitlab/tokens/sender";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { readGitBody, runHttpBackend } from "#demo/stand-ins/repository/http-backend";
import { type Push, parsePush, refusePush } from "#demo/stand-ins/repository/push-commands";

/** `/info/refs`, `/git-upload-pack` or `/git-receive-pack` of the project; undefined for another path. */
export function findGitService({ state }: Host, path: string): string | undefined {
  const [, project, service] =
    /^\/(.+?)(?:\.git)?(\/info\/refs|\/git-(?:upload|receive)-pack)$/.exec(decodeURI(path)) ?? [];
  return project === getProjectPath(state) ? service : undefined;
}

export async function answerGit(host: Host, exchange: Exchange, service: string): Promise<Answer> {
  const { state } = host;
  const viewer = findViewer(host, exchange);
  if (!viewer) {
    return {
      status: 401,
      headers: { "www-authenticate": 'Basic realm="GitLab"', "content-type": "text/plain" },
      body: "HTTP Basic: Access denied.\n",
    };
  }
  const isPush =
    service === "/git-receive-pack" || exchange.url.searchParams.get("service") === "git-receive-pack";
  const scopes = isPush ? ["api", "write_repository"] : ["api", "write_repository", "read_repository"];
  if (!canSee(state, viewer) || viewer.account.level < LEVELS.reporter)
    return refuse(
      404,
      "The project you were looking for could not be found or you don't have permission to view it.",
    );
  if (!viewer.scopes.some((scope) => scopes.includes(scope)))
    return refuse(403, "The token has no scope for this repository.");
  const { username, level } = viewer.account;
  const request = { path: state.repository.path, service, exchange, user: isPush ? username : undefined };
  if (!isPush) return runHttpBackend(request);
  if (state.settings.isArchived)
    return refuse(403, "You can't push code to this project because it is archived.");
  if (level < LEVELS.developer) return refuse(403, "You are not allowed to push code to this project.");
  if (service !== "/git-receive-pack") return runHttpBackend(request);
  const push = parsePush(readGitBody(exchange));
  return state.lock(async () => {
    const refused = refuseProtected(host, push, viewer);
    if (refused) return refused;
    const before = await state.repository.listBranches();
    const answer = await runHttpBackend({ ...request, refusesForce: refusesForce(host, push) });
    await recordPush(host, before, viewer);
    return answer;
  });
}

function findViewer({ tokens }: Host, { headers }: Exchange): Viewer | undefined {
  try {
    return findSender(headers, tokens);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function refuse(status: number, message: string): Answer {
  return { status, headers: { "content-type": "text/plain" }, body: `remote: ${message}\n` };
}

const branchOf = (ref: string) => ref.replace(/^refs\/heads\//, "");

/** https://docs.gitlab.com/user/project/repository/branches/protected/ */
function refuseProtected({ state }: Host, push: Push, { account }: Viewer): Answer | undefined {
  for (const { ref, after } of push.commands) {
    const branch = branchOf(ref);
    const isProtected = findProtection(state, branch) !== undefined;
    const isDeletion = /^0+$/.test(after);
    const message =
      isDeletion && branch === state.settings.defaultBranch
        ? "The default branch of a project cannot be deleted."
        : isProtected && !canPush(state, branch, account)
          ? "You are not allowed to push code to protected branches on this project."
          : isProtected && isDeletion
            ? "You can only delete protected branches using the web interface."
            : undefined;
    if (message !== undefined) return refusePush(push, `GitLab: ${message}`, "pre-receive hook declined");
  }
  return undefined;
}

/** Protected branches only move forward, unless their protection allows more. */
function refusesForce({ state }: Host, { commands }: Push): boolean {
  const protections = commands.map(({ ref }) => findProtection(state, branchOf(ref)));
  return protections.some((protection) => protection && !protection.allowsForcePush);
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
