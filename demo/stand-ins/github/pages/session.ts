/** Sign-in of people to the pages of the stand-in. */
import type { Host } from "#demo/stand-ins/github/host";
import {
  describePerson,
  listPeople,
  type PageCall,
  type PageRoute,
  repositoryPath,
  showPage,
} from "#demo/stand-ins/github/pages/page";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { readReturn, showSignInForm } from "#demo/stand-ins/pages/session";

export const SESSION_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: "/login", isPrivate: false, handle: showSignIn },
  { method: "POST", template: "/login", isPrivate: false, handle: signIn },
  {
    method: "POST",
    template: "/logout",
    isPrivate: false,
    handle: ({ host, exchange }) => host.sessions.end(exchange.headers, "/login"),
  },
];

export function findPageViewer({ sessions, state }: Host, { headers }: Exchange): Viewer | undefined {
  const account = state.accounts.get(sessions.find(headers) ?? "");
  return account && { account, token: "personal" };
}

function showSignIn(call: PageCall): Answer {
  const { state } = call.host;
  const target = readReturn(call.exchange.url.searchParams.get("return_to"), repositoryPath(state));
  const people = listPeople(state).map(describePerson);
  return showPage(call, "Sign in", showSignInForm("/login", people, target));
}

function signIn(call: PageCall): Answer {
  const { state, sessions } = call.host;
  const person = listPeople(state).find(({ login }) => login === call.form.get("login"));
  if (!person) return showSignIn(call);
  return sessions.start(person.login, readReturn(call.form.get("return_to"), repositoryPath(state)));
}
