/** One call of a page, and what pages share. */

import type { Host } from "#demo/stand-ins/github/host";
import { canSee, type Viewer } from "#demo/stand-ins/github/state/access";
import { WEB_FLOW } from "#demo/stand-ins/github/state/state";
import type { Account, State } from "#demo/stand-ins/github/state/types";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { type Html, html } from "#demo/stand-ins/pages/html";
import type { PagePerson } from "#demo/stand-ins/pages/session";
import { answerPage, type PageInput } from "#demo/stand-ins/pages/shell";

export interface PageCall {
  host: Host;
  exchange: Exchange;
  params: Readonly<Record<string, string>>;
  /** The fields of the form that was sent. */
  form: URLSearchParams;
  /** Undefined for a person who is not signed in. */
  viewer: Viewer | undefined;
}

export interface PageRoute {
  method: string;
  template: string;
  /** False for pages that everybody can see. */
  isPrivate?: false;
  handle(call: PageCall): Promise<Answer> | Answer;
}

/** `/<owner>/<repository>`, the start of the addresses of the repository. */
export function repositoryPath({ organization, name }: State): string {
  return `/${organization.login}/${name}`;
}

/** The people who can sign in: neither bots nor GitHub's own account. */
export function listPeople({ accounts }: State): Account[] {
  return [...accounts.values()].filter(({ type, login }) => type === "User" && login !== WEB_FLOW.id);
}

export function describePerson({ login, name, role }: Account): PagePerson {
  return { login, name: name ?? login, role };
}

/** A page with the navigation of the repository. */
export function showPage(
  { host, viewer, exchange }: PageCall,
  title: string,
  body: Html,
  more: Partial<PageInput> = {},
): Answer {
  const root = repositoryPath(host.state);
  const open = [...host.state.pulls.values()].filter((pull) => pull.state === "open").length;
  const here = exchange.url.pathname + exchange.url.search;
  return answerPage({
    standInFor: "GitHub",
    title,
    navigation: !canSee(host.state, viewer)
      ? []
      : [
          { text: `${host.state.organization.login}/${host.state.name}`, href: root },
          { text: `Pull requests (${open} open)`, href: `${root}/pulls` },
        ],
    account: viewer
      ? html`<form method="post" action="/logout"><span>Signed in as ${viewer.account.login}</span><button>Sign out</button></form>`
      : html`<a href="/login?return_to=${encodeURIComponent(here)}">Sign in</a>`,
    body,
    ...more,
  });
}

/** A page about a call that was refused. */
export function showProblem(call: PageCall, status: number, message: string): Answer {
  const body = html`<h1>${status === 404 ? "Page not found" : "The stand-in refused this"}</h1>
<p class="text">${message}</p>
<p><a href="${repositoryPath(call.host.state)}">Back to the repository</a></p>`;
  return showPage(call, "Refused", body, { status });
}
