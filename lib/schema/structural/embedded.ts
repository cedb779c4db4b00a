/** Objects inside an object (`x-kubernetes-embedded-resource`): the API server checks their type. */
import { type JsonRecord, ownValue } from "#lib/schema/pointer";

const KIND = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * The names among apiVersion, kind and metadata that are missing or invalid. Only the server checks the
 * content of metadata.
 */
export function findInvalidIdentityFields(object: JsonRecord): string[] {
  const { apiVersion, kind } = object;
  const metadata = ownValue(object, "metadata");
  return [
    typeof apiVersion === "string" && /^(?!$)[^/]*(\/[^/]*)?$/.test(apiVersion) ? [] : ["apiVersion"],
    typeof kind === "string" && KIND.test(kind.toLowerCase()) ? [] : ["kind"],
    metadata === undefined || (typeof metadata === "object" && !Array.isArray(metadata)) ? [] : ["metadata"],
  ].flat();
}
