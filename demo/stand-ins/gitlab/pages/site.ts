/** The pages of the stand-in: routes, sign-in, and the check of forms. */
import type { Host } from "#demo/stand-ins/gitlab/host";
import { OAUTH_ROUTES } from "#demo/stand-ins/gitlab/oauth/pages";
import { MERGE_REQUEST_PAGE_ROUTES } from "#demo/stand-ins/gitlab/pages/merge-request-pages";
import {
  describePerson,
  listPeople,
  type PageCall,
  type PageRoute,
  projectPath,
  showPage,
  showProblem,
} from "#demo/stand-ins/gitlab/pages/page";
import { PROJECT_PAGE_ROUTES } from "#demo/stand-ins/gitlab/pages/project-pages";
import { canSee, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { isSameOrigin, readForm } from "#demo/stand-ins/http/forms";
import { createRoutes } from "#demo/stand-ins/http/routes";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { readReturn, showSignInForm } from "#demo/stand-ins/pages/session";
import { redirect } from "#demo/stand-ins/pages/shell";

const SIGN_IN = "/users/sign_in";

const common = createRoutes<PageRoute>([
  ...OAUTH_ROUTES,
  { method: "GET", template: "/", handle: ({ host }) => redirect(projectPath(host.state)) },
  { method: "GET", template: SIGN_IN, isPrivate: false, handle: showSignIn },
  { method: "POST", template: SIGN_IN, isPrivate: false, handle: signIn },
  {
    method: "POST",
    template: "/users/sign_out",
    isPrivate: false,
    handle: ({ host, exchange }) => host.sessions.end(exchange.headers, SIGN_IN),
  },
]);
/** Below the address of the project. */
const project = createRoutes<PageRoute>(
  [...MERGE_REQUEST_PAGE_ROUTES, ...PROJECT_PAGE_ROUTES],
  new Set(["place"]),
);

export async function answerPages(host: Host, exchange: Exchange): Promise<Answer> {
  const viewer = findViewer(host, exchange);
  const { url } = exchange;
  const method = exchange.method === "HEAD" ? "GET" : exchange.method;
  const root = projectPath(host.state);
  const isBelow = url.pathname === root || url.pathname.startsWith(`${root}/`);
  const found = isBelow
    ? project.find(method, url.pathname.slice(root.length).replace(/\/$/, ""))
    : common.find(method, url.pathname);
  const form = method === "POST" ? readForm(exchange) : new URLSearchParams();
  const call: PageCall = { host, exchange, viewer, form, params: found?.params ?? {} };
  if (method === "POST" && !isSameOrigin(exchange))
    return showProblem(call, 403, "The form did not come from a page of the stand-in.");
  if (found?.route.isPrivate !== false && !canSee(host.state, viewer)) {
    // GitLab hides a private project from people without access, and leads everybody else to the sign-in.
    if (viewer) return showProblem(call, 404, "The page does not exist, or you have no access to it.");
    return redirect(`${SIGN_IN}?return_to=${encodeURIComponent(url.pathname + url.search)}`);
  }
  if (!found) return showProblem(call, 404, "The stand-in has no such page.");
  try {
    return await found.route.handle(call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return showProblem(call, error.status, error.message);
  }
}

function findViewer({ sessions, state }: Host, { headers }: Exchange): Viewer | undefined {
  const account = state.accounts.get(sessions.find(headers) ?? "");
  const token = { id: 0, name: "session", kind: "session", createdAt: state.createdAt } as const;
  return account && { account, token, scopes: ["api"] };
}

function showSignIn(call: PageCall): Answer {
  const { state } = call.host;
  const target = readReturn(call.exchange.url.searchParams.get("return_to"), projectPath(state));
  const people = listPeople(state).map(describePerson);
  return showPage(call, "Sign in", showSignInForm(SIGN_IN, people, target));
}

function signIn(call: PageCall): Answer {
  const { state, sessions } = call.host;
  const person = listPeople(state).find(({ username }) => username === call.form.get("login"));
  if (!person) return showSignIn(call);
  return sessions.start(person.username, readReturn(call.form.get("return_to"), projectPath(state)));
}
