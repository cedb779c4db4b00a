/** The values of a form that replaces an earlier request. */

import { readObject } from "#components/request-form/state/change-base";
import type { FormValues } from "#lib/form/types";
import type { PortalRequestDetail } from "#lib/request/types";
import {
  formatPointer,
  isWithin,
  type JsonRecord,
  parsePointer,
  readPointer,
  writePointer,
} from "#lib/schema/pointer";

type Earlier = Pick<PortalRequestDetail, "changes" | "manifest" | "secrets">;

/**
 * The values of the file with the fields that the request changes. A list is taken whole, as the places of its items may
 * have moved. A value that the portal withholds as a secret stays as it is in the file.
 */
export function proposeAgain(content: string, { changes, manifest, secrets }: Earlier): FormValues {
  const proposal = readObject(manifest);
  const places = new Set(changes.map(({ path }) => findWhole(path, proposal)));
  const proposed = [...places]
    .filter((place) => place !== "" && !secrets.some(({ path }) => isWithin(path, place)))
    .reduce(
      (values, place) => writePointer(values, place, readPointer(proposal, place)),
      readObject(content),
    );
  return dropIdentity(proposed);
}

/** The values of a request for a new object, without those that the portal withholds as secrets. */
export function proposeNew({ manifest, secrets }: Pick<Earlier, "manifest" | "secrets">): FormValues {
  return secrets.reduce<FormValues>(
    (values, { path }) => (path === "" ? values : writePointer(values, path, undefined)),
    dropIdentity(readObject(manifest)),
  );
}

function dropIdentity(object: JsonRecord): FormValues {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, status: _status, ...values } = object;
  return values;
}

/** The pointer itself, or that of the outermost list which it leads into. */
function findWhole(pointer: string, value: unknown): string {
  const tokens = parsePointer(pointer);
  const inside = tokens.findIndex((_, index) =>
    Array.isArray(readPointer(value, formatPointer(tokens.slice(0, index)))),
  );
  return inside < 0 ? pointer : formatPointer(tokens.slice(0, inside));
}
