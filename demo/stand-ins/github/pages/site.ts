/** The pages of the stand-in: routes, sign-in, and the check of forms. */
import type { Host } from "#demo/stand-ins/github/host";
import { OAUTH_ROUTES } from "#demo/stand-ins/github/oauth/pages";
import { type PageCall, type PageRoute, showProblem } from "#demo/stand-ins/github/pages/page";
import { PULL_PAGE_ROUTES } from "#demo/stand-ins/github/pages/pull-pages";
import { REPOSITORY_ROUTES } from "#demo/stand-ins/github/pages/repository-pages";
import { findPageViewer, SESSION_ROUTES } from "#demo/stand-ins/github/pages/session";
import { canSee } from "#demo/stand-ins/github/state/access";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import { isSameOrigin, readForm } from "#demo/stand-ins/http/forms";
import { createRoutes } from "#demo/stand-ins/http/routes";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { redirect } from "#demo/stand-ins/pages/shell";

const routes = createRoutes<PageRoute>(
  [...SESSION_ROUTES, ...OAUTH_ROUTES, ...PULL_PAGE_ROUTES, ...REPOSITORY_ROUTES],
  new Set(["place"]),
);

export async function answerPages(host: Host, exchange: Exchange): Promise<Answer> {
  const viewer = findPageViewer(host, exchange);
  const { method, url } = exchange;
  const found = routes.find(method === "HEAD" ? "GET" : method, url.pathname);
  const form = method === "POST" ? readForm(exchange) : new URLSearchParams();
  const call: PageCall = { host, exchange, viewer, form, params: found?.params ?? {} };
  if (!found) return showProblem(call, 404, "The stand-in has no such page.");
  if (method === "POST" && !isSameOrigin(exchange))
    return showProblem(call, 403, "The form did not come from a page of the stand-in.");
  if (found.route.isPrivate !== false && !canSee(host.state, viewer)) {
    // GitHub hides a private repository from people without access.
    if (viewer) return showProblem(call, 404, "The page does not exist, or you have no access to it.");
    return redirect(`/login?return_to=${encodeURIComponent(url.pathname + url.search)}`);
  }
  const { owner = host.state.organization.login, repo = host.state.name } = found.params;
  if (owner !== host.state.organization.login || repo !== host.state.name)
    return showProblem(call, 404, "The stand-in has no such repository.");
  try {
    return await found.route.handle(call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const details = error.errors?.map((detail) =>
      typeof detail === "string" ? detail : (detail.message ?? ""),
    );
    return showProblem(call, error.status, [error.message, ...(details ?? [])].join("\n"));
  }
}
