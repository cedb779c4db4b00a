import "server-only";
import type { FileInGit } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import type { GitFile } from "#lib/git/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { openDocument } from "#lib/request/file/document";
import { type Manifest, parseText } from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import { guardSide, listEarlierConfirmed } from "#lib/request/secrets";
import { type NoSecret, parseTrailers } from "#lib/request/trailers";
import type { Portal } from "#lib/server/portal";
import { findForm, type RequestSource } from "#lib/server/requests/request-source";
import { findOffer } from "#lib/server/resources/objects";

/**
 * The file of an object as the person may see it: with its text where they may ask to change the object in a form, or
 * with why they do not get it. A text that holds a secret, or what looks like one, is never sent, unless merged requests
 * say that it is none: `readSaid` is asked for what they say. Of a file with several documents, only that of the object
 * is sent; an item of a List never is.
 */
export async function describeFile(
  portal: Portal,
  identity: Identity,
  object: RequestObject,
  { path, blob, content: file, isListed }: GitFile & { isListed?: boolean | undefined },
  readSaid: () => Promise<readonly NoSecret[]>,
): Promise<FileInGit> {
  const record = findOffer(portal, object);
  if (!record || !(await mayChange(portal, identity, object))) return { path, blob };
  if (isListed) return { path, blob, withheld: "Its file has it as an item of a List." };
  const { text: content, refusal } = openDocument(file, object);
  if (content === undefined) return { path, blob, withheld: refusal };
  const { manifest, problem } = readFor(object, content);
  const version = chooseVersion(record, manifest);
  const form = findForm(portal, object, version);
  if (!form) return { path, blob };
  const side = { manifest, text: content };
  const isClean = (said: readonly NoSecret[]) => guardSide(side, said, form).open.length === 0;
  const said = manifest && !isClean([]) ? await readSaid() : [];
  if (!isClean(said)) {
    return {
      path,
      blob,
      withheld: "The file holds a value that looks like a secret. The portal does not show it.",
    };
  }
  const confirmed = listEarlierConfirmed(side, said);
  if (problem) return { path, blob, withheld: problem };
  return { path, blob, content, version, ...(confirmed.length > 0 && { confirmed }) };
}

async function mayChange({ rules }: Portal, identity: Identity, object: RequestObject): Promise<boolean> {
  const { cluster, group, plural: resource, namespace } = object;
  const asked = decide(identity, { action: "request", cluster, group, resource, namespace }, rules);
  // While the cluster cannot say so, the page stands without the text.
  return asked.then(
    ({ allowed }) => allowed,
    () => false,
  );
}

/** What the file says, or why no form can start from it. */
function readFor(object: RequestObject, content: string): { manifest?: Manifest; problem?: string } {
  const { manifest, errors } = parseText(content);
  if (!manifest) return { problem: `Its file is not a manifest. ${errors[0]?.message ?? ""}` };
  const { group } = splitApiVersion(manifest.apiVersion);
  const isOfKind = manifest.kind === object.kind && group === object.group;
  if (isOfKind && manifest.metadata.name === object.name) return { manifest };
  const said = `${manifest.kind} ${manifest.metadata.name} of ${manifest.apiVersion}`;
  return { manifest, problem: `Its file is about something else: ${said}.` };
}

/** The version that the file has, while it is served; else the one that is offered. */
function chooseVersion({ entry, versions }: CatalogRecord, manifest: Manifest | undefined): string {
  const inFile = manifest && splitApiVersion(manifest.apiVersion).version;
  return versions.find(({ name, served }) => served && name === inFile)?.name ?? entry.version;
}

/** What the merged ones of some requests say of values that look like secrets. */
export function listSaid(requests: readonly RequestSource[]): NoSecret[] {
  return requests
    .filter(({ pullRequest }) => pullRequest.state === "merged")
    .flatMap(({ pullRequest }) => parseTrailers(pullRequest.body)?.noSecrets ?? []);
}
