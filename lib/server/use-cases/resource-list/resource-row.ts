import "server-only";
import type { ResourceSummary } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { referenceKey } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import type { Health } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { seenStatesOf } from "#lib/server/read-model/seen-states";
import { filterSeen } from "#lib/server/read-model/sight";
import { type FileLookup, lookUpFiles } from "#lib/server/requests/files/file-index";
import type { RequestSource } from "#lib/server/requests/request-source";
import { isAuthorOf } from "#lib/server/requests/self";
import { referenceOf } from "#lib/server/resources/objects";
import type { FoundObject } from "#lib/server/use-cases/resource-list/listed-objects";

/** A row of the list of resources. */
export interface ResourceRow extends FoundObject {
  /** Where the list needed it. */
  health?: Health;
  /** Of a health: the parts were not looked at yet. */
  isPending?: boolean;
  /** The last merged request about the object that the person may see. */
  change: () => RequestSource | undefined;
  /** The person opened a merged request about it. */
  isOwn: () => boolean;
  /** Undefined while Git cannot be read. */
  isInGit: () => boolean | undefined;
}

export interface RowReader {
  /** Without the health. */
  start(found: FoundObject): ResourceRow;
  /** With the health of each, as far as it is known at once where there are thousands. */
  readStates(found: readonly FoundObject[]): Promise<ResourceRow[]>;
  /** The row as the API answers it. */
  summarise(row: ResourceRow): Promise<ResourceSummary>;
}

/**
 * Reads what a list shows of objects that the person may list.
 *
 * @param options.needsGit the list means nothing without Git. Throws `git-unavailable` then.
 */
export async function createRowReader(
  portal: Portal,
  identity: Identity,
  { needsGit }: { needsGit: boolean },
): Promise<RowReader> {
  const git = await readGit(portal, identity).catch((error: unknown) => {
    if (needsGit) throw error;
    return undefined;
  });
  const readHealth = async ({ object, type }: FoundObject) =>
    (await objectStatesOf(portal).read(identity, object, type)).health;
  const start = (found: FoundObject): ResourceRow => {
    const reference = referenceOf(found.object, found.type);
    return {
      ...found,
      change: () => git?.merged.get(referenceKey(reference))?.[0],
      isOwn: () =>
        git?.merged.get(referenceKey(reference))?.some((source) => isAuthorOf(portal, identity, source)) ??
        false,
      isInGit: () => git?.files.has(reference),
    };
  };
  return {
    start,
    async readStates(found) {
      const states = await seenStatesOf(portal, identity).readAll(found);
      return found.map((one, place) => {
        const { health, isWhole } = states[place] ?? {};
        return { ...start(one), ...(health && { health, isPending: !isWhole }) };
      });
    },
    async summarise(row) {
      const { object, type, record } = row;
      const change = row.change();
      const isInGit = row.isInGit();
      return {
        reference: referenceOf(object, type),
        plural: type.plural,
        // What a row says of parts is what the person may see of them now.
        health: await readHealth(row),
        createdAt: object.metadata.creationTimestamp,
        entry: record.entry.id,
        ...(isInGit !== undefined && { inGit: isInGit }),
        ...(change && { change: describeChange(change) }),
      };
    },
  };
}

interface GitFacts {
  /** By object, the last merged one first. */
  merged: ReadonlyMap<string, readonly RequestSource[]>;
  files: FileLookup;
}

async function readGit(portal: Portal, identity: Identity): Promise<GitFacts | undefined> {
  if (portal.repositories.length === 0) return undefined;
  const index = await requestModelOf(portal).current();
  const [merged, files] = await Promise.all([
    groupMerged(portal, identity, index),
    lookUpFiles(portal.repositories, index.heads),
  ]);
  return { merged, files };
}

async function groupMerged(
  portal: Portal,
  identity: Identity,
  index: RequestIndex,
): Promise<GitFacts["merged"]> {
  const seen = await filterSeen(
    portal,
    identity,
    index.sources.filter(({ pullRequest }) => pullRequest.state === "merged"),
  );
  const newest = seen.toSorted((one, other) => mergedAt(other) - mergedAt(one));
  return groupBy(newest, ({ request }) => referenceKey(request.object));
}

function mergedAt({ pullRequest }: RequestSource): number {
  return Date.parse(pullRequest.mergedAt ?? pullRequest.createdAt);
}

function describeChange({ request, pullRequest }: RequestSource): NonNullable<ResourceSummary["change"]> {
  return {
    request: request.id,
    by: { id: request.author.id, name: request.author.name },
    at: pullRequest.mergedAt ?? pullRequest.createdAt,
  };
}
