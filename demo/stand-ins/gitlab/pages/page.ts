/** One call of a page, and what pages share. */

import type { Host } from "#demo/stand-ins/gitlab/host";
import { canSee, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { getProjectPath } from "#demo/stand-ins/gitlab/state/state";
import { type Account, LEVELS, type State } from "#demo/stand-ins/gitlab/state/types";
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
  /** Below the project, unless it is not private. */
  template: string;
  /** False for pages that everybody can see. */
  isPrivate?: false;
  handle(call: PageCall): Promise<Answer> | Answer;
}

/** `/<group>/<project>`, the start of the addresses of the project. */
export function projectPath(state: State): string {
  return `/${getProjectPath(state)}`;
}

/** The people who can sign in: no bots. */
export function listPeople({ accounts }: State): Account[] {
  return [...accounts.values()].filter(({ isBot }) => !isBot);
}

export function describePerson({ username, name, level }: Account): PagePerson {
  const role = Object.entries(LEVELS).find(([, value]) => value === level)?.[0] ?? "none";
  return { login: username, name, role };
}

/** A page with the navigation of the project. */
export function showPage(
  { host, viewer, exchange }: PageCall,
  title: string,
  body: Html,
  more: Partial<PageInput> = {},
): Answer {
  const root = projectPath(host.state);
  const open = [...host.state.mergeRequests.values()].filter(({ state }) => state === "opened").length;
  const here = exchange.url.pathname + exchange.url.search;
  return answerPage({
    standInFor: "GitLab",
    title,
    navigation: canSee(host.state, viewer)
      ? [
          { text: root.slice(1), href: root },
          { text: `Merge requests (${open} open)`, href: `${root}/-/merge_requests` },
        ]
      : [],
    account: viewer
      ? html`<form method="post" action="/users/sign_out"><span>Signed in as ${viewer.account.username}</span><button>Sign out</button></form>`
      : html`<a href="/users/sign_in?return_to=${encodeURIComponent(here)}">Sign in</a>`,
    body,
    ...more,
  });
}

/** A page about a call that was refused. */
export function showProblem(call: PageCall, status: number, message: string): Answer {
  const body = html`<h1>${status === 404 ? "Page not found" : "The stand-in refused this"}</h1>
<p class="text">${message}</p>
<p><a href="${projectPath(call.host.state)}">Back to the project</a></p>`;
  return showPage(call, "Refused", body, { status });
}
