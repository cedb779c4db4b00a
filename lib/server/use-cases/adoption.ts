import "server-only";
import type { Adoption } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Decision, Identity } from "#lib/auth/types";
import { PortalError, toPortalError } from "#lib/errors";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { findAdoptionObstacle } from "#lib/request/adopt/obstacle";
import { proposeManifest } from "#lib/request/adopt/proposal";
import { formatManifest } from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import { guardSide } from "#lib/request/secrets";
import { getPortal, type Portal } from "#lib/server/portal";
import { buildVersionForm } from "#lib/server/requests/version-form";
import { readObject } from "#lib/server/resources/live-object";
import { findOfferOf, type ObjectAddress, pickOffer, referenceOf } from "#lib/server/resources/objects";

/**
 * The file that brings an object of an offer under Git. A file that would hold a secret is withheld, as in requests.
 * Throws `not-found`, `forbidden`, `conflict` for an object that another one owns, `cluster-unavailable`.
 */
export async function getAdoption(identity: Identity, address: ObjectAddress): Promise<Adoption> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const reference = referenceOf(object, type);
  const offer = findOfferOf(portal, type, object);
  const form = buildVersionForm(offer, { kind: type.kind, version: type.version }, portal.buildForm);
  if (!offer || !form) {
    throw new PortalError("not-found", {
      detail: `No offer has a form for ${type.kind} ${type.version}, so the portal can't propose a file.`,
      suggestion: "Ask the platform team to offer this kind, or commit the file with Git.",
    });
  }
  requireOwnObject(object);
  const manifest = proposeManifest(object, form);
  const found = { reference, plural: type.plural, entry: pickOffer(offer) };
  const text = formatManifest(manifest);
  if (guardSide({ manifest, text }, [], form).open.length === 0) return { ...found, manifest: text };
  const withheld =
    "The resource holds a value that looks like a secret. The portal does not write it to Git.";
  return { ...found, withheld };
}

/**
 * The same check when the file is sent. Throws `not-found`, `forbidden`, `conflict` for an object that another one owns,
 * `cluster-unavailable`.
 */
export async function assertAdoptable(
  portal: Portal,
  identity: Identity,
  { namespace, ...object }: RequestObject,
): Promise<void> {
  requireOwnObject((await readObject(portal, identity, { ...object, namespace })).object);
}

function requireOwnObject(object: KubernetesObject): void {
  const obstacle = findAdoptionObstacle(object);
  if (obstacle === undefined) return;
  throw new PortalError("conflict", {
    detail: obstacle,
    suggestion: "Only an object that no other object owns can have a file of its own in Git.",
  });
}

/**
 * Whether the person can add the file of an object of an offer to Git. The object has no file. Never rejects: while the
 * cluster cannot answer, nobody can.
 */
export async function decideAdoption(
  { rules }: Portal,
  identity: Identity,
  object: KubernetesObject,
  { cluster, group, plural: resource, namespace }: RequestObject,
): Promise<Decision> {
  const obstacle = findAdoptionObstacle(object);
  if (obstacle !== undefined) return { allowed: false, reason: obstacle };
  return decide(identity, { action: "request", cluster, group, resource, namespace }, rules).catch(
    (error: unknown) => ({ allowed: false, reason: toPortalError(error).detail }),
  );
}
