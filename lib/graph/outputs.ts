import { isRecord } from "#lib/kubernetes/objects/field";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** A value that a controller or a pipeline reports for the person, an address for example. */
export interface Output {
  /** The field below `status`, as a path with dots. */
  name: string;
  value: string;
}

/** Fields of a status that say how the object is, and nothing that a person takes from it. */
const STATE_FIELDS =
  /^(conditions?|observedGeneration|generation|phase|state|status|health(Status)?|message|reason|ready|kratix|topologicalOrder)$|replicas$|(time|timestamp|hash|revision|uid|count)$/i;

const MOST_OUTPUTS = 8;
const LONGEST_VALUE = 300;

/**
 * The texts and numbers that a status holds, at the top and one level down, in the order of the object: at most
 * eight. Values can be secret: the caller masks them.
 */
export function readOutputs({ status }: KubernetesObject): Output[] {
  if (!isRecord(status)) return [];
  const fields = Object.entries(status).flatMap(([name, value]) =>
    isRecord(value) && !STATE_FIELDS.test(name)
      ? Object.entries(value).map(([below, inner]) => ({
          field: below,
          name: `${name}.${below}`,
          value: inner,
        }))
      : [{ field: name, name, value }],
  );
  return fields
    .flatMap(({ field, name, value }) => (isOutput(field, value) ? [{ name, value: String(value) }] : []))
    .slice(0, MOST_OUTPUTS);
}

function isOutput(field: string, value: unknown): value is string | number {
  if (STATE_FIELDS.test(field)) return false;
  return (
    typeof value === "number" || (typeof value === "string" && value !== "" && value.length <= LONGEST_VALUE)
  );
}
