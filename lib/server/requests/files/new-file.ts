import "server-only";
import type { Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { onlyCluster } from "#lib/config/git";
import { isPortalError } from "#lib/errors";
import { compilePathTemplate, type FileLayout, type PathTemplate } from "#lib/request/file/path";
import { listPathVariables, type RequestEntry, type RequestObject } from "#lib/request/object";
import type { PortalRepository } from "#lib/server/portal";
import { readNamespaces } from "#lib/server/resources/namespaces";

/** The offer of an object, or what discovery knows of its kind. */
export interface Offered {
  record: CatalogRecord | undefined;
  entry: RequestEntry;
}

/**
 * The path of a new object's file: the offer's template, else that of the repository, filled for the person. The caller
 * must authorize first.
 * @throws PortalError `invalid` where the template needs a value that is missing; `forbidden` and
 * `cluster-unavailable` where it needs labels of the namespace, and the portal cannot read them
 */
export async function placeNewFile(
  repository: PortalRepository,
  { groups }: Pick<Identity, "groups">,
  offered: Offered,
  object: RequestObject,
): Promise<string> {
  const template = templateOf(repository, offered);
  return template.render({
    ...listPathVariables(object, offered.entry),
    promise: offered.record?.origin.name,
    team: findTeam(groups, repository.config.teamGroups),
    labels: template.hasLabels ? await readLabels(repository, object) : undefined,
  });
}

/** How the files of an offer are laid out. Documents of a shared file have no kustomization of their own. */
export function layoutOf({ layout }: Pick<PortalRepository, "layout">, { record }: Offered): FileLayout {
  return layout === "file" && record?.isListed ? "kustomization" : layout;
}

/** The path that everybody's request would give an object; undefined where it differs by person or by label. */
export function findUsualPath(
  repository: PortalRepository,
  offered: Offered,
  object: RequestObject,
): string | undefined {
  const values = { ...listPathVariables(object, offered.entry), promise: offered.record?.origin.name };
  try {
    return templateOf(repository, offered).render(values);
  } catch (error) {
    if (isPortalError(error) && error.code === "invalid") return undefined;
    throw error;
  }
}

/** Only a path that names its cluster can be of one of several clusters, and an author's template cannot be relied on for that. */
function templateOf(repository: PortalRepository, { record }: Offered): PathTemplate {
  const own = record?.pathTemplate;
  if (own === undefined || !onlyCluster(repository.configured, repository.config))
    return repository.pathTemplate;
  return compilePathTemplate(own);
}

/** The first of a person's groups that is a team, without what the pattern adds to each name. */
export function findTeam(groups: readonly string[], patterns: readonly string[]): string | undefined {
  return groups
    .flatMap((group) => patterns.map((pattern) => matchTeam(group, pattern)))
    .find((team) => team !== undefined);
}

function matchTeam(group: string, pattern: string): string | undefined {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return group === pattern ? group : undefined;
  const isLong = group.length > before.length + after.length;
  if (!isLong || !group.startsWith(before) || !group.endsWith(after)) return undefined;
  return group.slice(before.length, group.length - after.length);
}

async function readLabels(
  portal: Pick<PortalRepository, "clusters">,
  { cluster, namespace }: RequestObject,
): Promise<Readonly<Record<string, string>>> {
  if (namespace === undefined) return {};
  const namespaces = await readNamespaces(portal, cluster);
  return namespaces.find(({ metadata }) => metadata.name === namespace)?.metadata.labels ?? {};
}
