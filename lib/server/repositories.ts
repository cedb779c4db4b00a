import "server-only";
import type { Identity } from "#lib/auth/types";
import type { RequestRules } from "#lib/config/git";
import { PortalError } from "#lib/errors";
import { parseRequestId } from "#lib/request/derive/request-id";
import type { Portal, PortalRepository } from "#lib/server/portal";

type Repositories = Pick<Portal, "repositories">;

/** The repository of a request; undefined where none has the name in the id. */
export function findRepository(
  { repositories }: Repositories,
  requestId: string,
): PortalRepository | undefined {
  const name = parseRequestId(requestId)?.repository;
  return repositories.find(({ git }) => git.repository.name === name);
}

/** The repository of a request that the portal has read. Throws where its repository is gone. */
export function repositoryOf(portal: Repositories, requestId: string): PortalRepository {
  const found = findRepository(portal, requestId);
  if (!found) throw new Error(`No repository has the request ${requestId}.`);
  return found;
}

/** Gives one repository at least. Throws `git-unavailable` where no repository is configured. */
export function requireRepositories({
  repositories,
}: Repositories): readonly [PortalRepository, ...PortalRepository[]] {
  const [first, ...others] = repositories;
  if (first) return [first, ...others];
  throw new PortalError("git-unavailable", {
    detail: "No Git repository is configured, so the portal has no requests and accepts none.",
    suggestion: "Ask the platform team to set VITRINE_GIT.",
  });
}

/** A request for an object, as far as rules look at it. */
export interface RequestSubject {
  cluster: string;
  namespace: string | undefined;
  /** Id of the offer, if there is one. */
  offer: string | undefined;
}

/**
 * The repositories that a person's request can go to, the default first. Repositories with rules that match go before
 * those without rules.
 * @throws PortalError `git-unavailable` where there is none
 */
export function listTargets(
  portal: Repositories,
  { groups }: Pick<Identity, "groups">,
  subject: RequestSubject,
): readonly PortalRepository[] {
  const repositories = requireRepositories(portal);
  const chosen = repositories.filter(
    ({ configured: { accepts } }) => accepts && matches(accepts, subject, groups),
  );
  const open = repositories.filter(({ configured }) => configured.accepts === undefined);
  const targets = chosen.length > 0 ? chosen : open;
  if (targets.length > 0) return targets;
  throw new PortalError("git-unavailable", {
    detail: `No repository accepts this request${subject.namespace ? ` in the namespace ${subject.namespace}` : ""}.`,
    suggestion: "Ask the platform team to extend the rules (`accepts`) of a repository in the configuration.",
  });
}

/**
 * The repository that the person chose, or the default.
 * @throws PortalError `invalid` for a repository that is none of the targets
 */
export function pickTarget(
  targets: readonly PortalRepository[],
  chosen: string | undefined,
): PortalRepository {
  const names = targets.map(({ git }) => git.repository.name);
  const target = chosen === undefined ? targets[0] : targets[names.indexOf(chosen)];
  if (target) return target;
  const message = `This request can't go to the repository ${chosen}.`;
  throw new PortalError("invalid", {
    detail: message,
    suggestion: `Choose one of: ${names.join(", ")}.`,
    errors: [{ path: "/repository", message, source: "portal" }],
  });
}

function matches(
  rules: RequestRules,
  { cluster, namespace, offer }: RequestSubject,
  groups: readonly string[],
): boolean {
  return (
    matchesOne(rules.clusters, [cluster]) &&
    matchesOne(rules.namespaces, namespace === undefined ? [] : [namespace]) &&
    matchesOne(rules.offers, offer === undefined ? [] : [offer]) &&
    matchesOne(rules.groups, groups)
  );
}

function matchesOne(patterns: readonly string[] | undefined, values: readonly string[]): boolean {
  return patterns?.some((pattern) => values.some((value) => matchesPattern(pattern, value))) ?? true;
}

/** `*` stands for any text. Linear: the parts between the stars are found one after another. */
function matchesPattern(pattern: string, value: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === value;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = value.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from + last.length <= value.length;
}
