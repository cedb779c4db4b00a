/** Sign-in of people to the pages of the stand-in. A person is picked; there are no passwords. */
import { randomBytes } from "node:crypto";
import type { Host } from "#demo/stand-ins/github/host";
import {
  listPeople,
  type PageCall,
  type PageRoute,
  repositoryPath,
  showPage,
} from "#demo/stand-ins/github/pages/page";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { readCookie } from "#demo/stand-ins/http/forms";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { html } from "#demo/stand-ins/pages/html";
import { redirect } from "#demo/stand-ins/pages/shell";

/** Browsers share cookies between the ports of a host, so the stand-in has a name of its own. */
const COOKIE = "vitrine_stand_in_github";

export const SESSION_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: "/login", isPrivate: false, handle: showSignIn },
  { method: "POST", template: "/login", isPrivate: false, handle: signIn },
  { method: "POST", template: "/logout", isPrivate: false, handle: signOut },
];

export function findPageViewer({ sessions, state }: Host, { headers }: Exchange): Viewer | undefined {
  const session = readCookie(headers, COOKIE);
  const login = session === undefined ? undefined : sessions.get(session);
  const account = login === undefined ? undefined : state.accounts.get(login);
  return account && { account, token: "personal" };
}

/** A path of the stand-in itself; the repository for every other address. */
function readReturn(state: Host["state"], value: string | null): string {
  return value !== null && /^\/(?![/\\])/.test(value) ? value : repositoryPath(state);
}

function showSignIn(call: PageCall): Answer {
  const { state } = call.host;
  const target = readReturn(state, call.exchange.url.searchParams.get("return_to"));
  const body = html`<h1>Sign in to the stand-in</h1>
<p>Pick the person that you act as. The stand-in has no passwords.</p>
<form method="post" action="/login">
<input type="hidden" name="return_to" value="${target}">
${listPeople(state).map(
  ({ login, name, role }) =>
    html`<button name="login" value="${login}">${name ?? login} <span class="quiet">(${role})</span></button>`,
)}
</form>`;
  return showPage(call, "Sign in", body);
}

function signIn(call: PageCall): Answer {
  const { state, sessions } = call.host;
  const person = listPeople(state).find(({ login }) => login === call.form.get("login"));
  if (!person) return showSignIn(call);
  const session = randomBytes(24).toString("hex");
  sessions.set(session, person.login);
  const cookie = `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax`;
  return redirect(readReturn(state, call.form.get("return_to")), { "set-cookie": cookie });
}

function signOut({ host, exchange }: PageCall): Answer {
  const session = readCookie(exchange.headers, COOKIE);
  if (session !== undefined) host.sessions.delete(session);
  return redirect("/login", { "set-cookie": `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax` });
}
