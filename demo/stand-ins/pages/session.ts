/** Sign-in of people to the pages of a stand-in. A person is picked; there are no passwords. */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { readCookie } from "#demo/stand-ins/http/forms";
import type { Answer } from "#demo/stand-ins/http/server";
import { type Html, html } from "#demo/stand-ins/pages/html";
import { redirect } from "#demo/stand-ins/pages/shell";

export interface PagePerson {
  login: string;
  name: string;
  role: string;
}

export interface Sessions {
  /** Login of the person whose browser sends the headers. */
  find(headers: IncomingHttpHeaders): string | undefined;
  /** Signs the browser in, and leads it on. */
  start(login: string, location: string): Answer;
  /** Signs the browser out, and leads it on. */
  end(headers: IncomingHttpHeaders, location: string): Answer;
}

/** @param cookie browsers share cookies between the ports of a host, so each stand-in has a name of its own */
export function createSessions(cookie: string): Sessions {
  const logins = new Map<string, string>();
  const setCookie = (value: string, more = "") => ({
    "set-cookie": `${cookie}=${value}; Path=/;${more} HttpOnly; SameSite=Lax`,
  });
  return {
    find: (headers) => logins.get(readCookie(headers, cookie) ?? ""),
    start(login, location) {
      const session = randomBytes(24).toString("hex");
      logins.set(session, login);
      return redirect(location, setCookie(session));
    },
    end(headers, location) {
      logins.delete(readCookie(headers, cookie) ?? "");
      return redirect(location, setCookie("", " Max-Age=0;"));
    },
  };
}

/** A path of the stand-in itself; `home` for every other address. */
export function readReturn(value: string | null, home: string): string {
  return value !== null && /^\/(?![/\\])/.test(value) ? value : home;
}

/** @param action the path that the form is sent to */
export function showSignInForm(action: string, people: readonly PagePerson[], target: string): Html {
  return html`<h1>Sign in to the stand-in</h1>
<p>Pick the person that you act as. The stand-in has no passwords.</p>
<form method="post" action="${action}">
<input type="hidden" name="return_to" value="${target}">
${people.map(
  ({ login, name, role }) =>
    html`<button name="login" value="${login}">${name} <span class="quiet">(${role})</span></button>`,
)}
</form>`;
}

/** The page on which a person allows an application to act as them. `hidden` goes back with the choice. */
export function showConsentForm(
  action: string,
  application: string,
  people: readonly PagePerson[],
  scopes: readonly string[],
  hidden: Iterable<readonly [string, string]>,
): Html {
  return html`<h1>Authorize ${application}</h1>
<p>${application} signs you in with your account. Pick the person that you are.</p>
${scopes.length > 0 && html`<p>Scopes: ${scopes.join(", ")}</p>`}
<form method="post" action="${action}">
${[...hidden].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${people.map(({ login, name }) => html`<button name="login" value="${login}">Continue as ${name}</button>`)}
<button name="login" value="">Cancel</button>
</form>`;
}
