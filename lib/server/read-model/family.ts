import "server-only";
import { CROSSPLANE_LABELS } from "#lib/crossplane/names";
import { referenceKey } from "#lib/graph/graph-builder";
import type { ResourceGraph } from "#lib/graph/types";
import { parseDryRun } from "#lib/kratix/dry-run";
import { isDryRunKind, JOB_ANNOTATIONS, KRATIX_LABELS } from "#lib/kratix/names";
import { INSTANCE_ID_LABEL } from "#lib/kro/names";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { referenceOf } from "#lib/server/resources/objects";

/** What makes an object one of a family: it is known, it is owned, or a label of it names a member. */
export type Marks = ReadonlySet<string>;

/** The marks of an object with all its parts; of one that does not exist yet, those of its name. */
export function describeFamily(graph: ResourceGraph | undefined, name: string): Marks {
  const nodes = graph?.nodes ?? [];
  return new Set([
    named(name),
    ...nodes.flatMap(({ reference, uid }) => [
      known(referenceKey(reference)),
      named(reference.name),
      ...(uid === "" ? [] : [owned(uid)]),
    ]),
  ]);
}

/** The marks by which an object can belong to a family; one in common is enough. */
export function listMarks(object: KubernetesObject, type: ResourceType): string[] {
  const { ownerReferences = [], labels = {}, annotations = {} } = object.metadata;
  const names = [
    labels[KRATIX_LABELS.resourceName],
    labels[KRATIX_LABELS.work],
    labels[CROSSPLANE_LABELS.composite],
    labels[CROSSPLANE_LABELS.claimName],
    annotations[JOB_ANNOTATIONS.name],
    isDryRunKind(type) ? parseDryRun(object)?.request.name : undefined,
  ];
  const uids = [...ownerReferences.map(({ uid }) => uid), labels[INSTANCE_ID_LABEL]];
  return [
    known(referenceKey(referenceOf(object, type))),
    ...uids.filter((uid) => uid !== undefined).map(owned),
    ...names.filter((name) => name !== undefined).map(named),
  ];
}

export function isFamily(object: KubernetesObject, type: ResourceType, family: Marks): boolean {
  return listMarks(object, type).some((mark) => family.has(mark));
}

const known = (key: string) => `object ${key}`;
const owned = (uid: string) => `owner ${uid}`;
const named = (name: string) => `name ${name}`;
