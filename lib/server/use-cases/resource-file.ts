import "server-only";
import type { ResourceFile } from "#lib/api/types";
import { authorize } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { getPortal } from "#lib/server/portal";
import { requireRepositories } from "#lib/server/repositories";
import { describeFile } from "#lib/server/requests/files/file-in-git";
import { locateObject } from "#lib/server/requests/request-source";
import { fetchObject } from "#lib/server/resources/live-object";
import {
  findOffer,
  findOfferOf,
  type ObjectAddress,
  pickOffer,
  resolveAddress,
} from "#lib/server/resources/objects";
import { listRequestsOf, readSaidOf } from "#lib/server/use-cases/request-list";

/**
 * What Git has of an object, for who may read the object. The cluster need not have the object: it may have refused it.
 * Throws `not-found` for a kind that the cluster does not serve, `forbidden`, `cluster-unavailable`, `git-unavailable`.
 */
export async function getResourceFile(identity: Identity, address: ObjectAddress): Promise<ResourceFile> {
  const portal = getPortal();
  const resolved = resolveAddress(portal, address);
  await authorize(identity, { action: "read", object: resolved }, portal.rules);
  const { type, namespace, name } = resolved;
  const { cluster, group, version, kind, plural } = type;
  const reference = { cluster, group, version, kind, ...(namespace ? { namespace } : {}), name };
  const object = { ...reference, plural };
  const [{ file, isListed }, requests] = await Promise.all([
    locateObject(object, requireRepositories(portal)),
    listRequestsOf(portal, identity, reference),
  ]);
  const live = await fetchObject(portal, resolved).catch(() => undefined);
  const offer = live ? findOfferOf(portal, type, live) : findOffer(portal, type);
  return {
    reference,
    plural,
    ...(offer && { entry: pickOffer(offer) }),
    ...(file && {
      file: await describeFile(portal, identity, object, { ...file, isListed }, () =>
        readSaidOf(portal, object),
      ),
    }),
    requests,
  };
}
