import "server-only";
import { createHash } from "node:crypto";
import type { Identity } from "#lib/auth/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { isUnknown } from "#lib/request/derive/request";
import type { Portal } from "#lib/server/portal";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { maySee } from "#lib/server/requests/request-rights";
import { listTouched, type RequestSource } from "#lib/server/requests/request-source";
import { isAuthorOf } from "#lib/server/requests/self";

/**
 * The requests of the index that the person may see, in the order given. Hundreds of requests are about few places, and
 * access is asked once for each.
 */
export async function filterSeen(
  portal: Portal,
  identity: Identity,
  sources: readonly RequestSource[],
): Promise<RequestSource[]> {
  // A list may show a right of some seconds ago.
  const shown = { ...portal, rules: portal.listRules };
  const isOwn = (source: RequestSource) => isAuthorOf(portal, identity, source);
  const others = sources.filter((source) => !isOwn(source));
  const examples = new Map(others.map((source) => [placesOf(portal, source), source]));
  const answers = await mapConcurrently([...examples], async ([places, source]) => {
    return [places, await maySee(shown, identity, source)] as const;
  });
  const seen = new Map(answers);
  return sources.filter((source) => isOwn(source) || seen.get(placesOf(portal, source)));
}

/** As one text: requests with the same places are seen by the same people, besides their authors. */
const knownPlaces = new WeakMap<RequestSource, string>();

function placesOf(portal: Portal, source: RequestSource): string {
  const known = knownPlaces.get(source) ?? describePlaces(portal, source);
  knownPlaces.set(source, known);
  return known;
}

function describePlaces(portal: Portal, source: RequestSource): string {
  const { request } = source;
  if (isUnknown(request)) return request.id;
  const { objects } = listTouched(portal, source);
  const places = [request.object, ...objects].map(({ cluster, group, plural, namespace }) =>
    JSON.stringify([cluster, group, plural, namespace]),
  );
  return [...new Set(places)].toSorted().join();
}

/**
 * What the person sees of some requests of the index, as one text: it changes when one of these does, when one comes or
 * goes, and never for a request that the person may not see.
 */
export async function digestSeen(
  portal: Portal,
  identity: Identity,
  index: RequestIndex,
  sources: readonly RequestSource[],
): Promise<string> {
  const seen = await filterSeen(portal, identity, sources);
  const stamps = seen.map(({ request: { id } }) => [id, index.stampOf(id)]);
  return createHash("sha256").update(JSON.stringify(stamps)).digest("base64");
}
