import type { KubernetesObject } from "#lib/kubernetes/types";

/** Labels of objects that a controller makes from another object, and the other object in words. */
const MADE_BY: readonly [label: string, maker: string][] = [
  // https://docs.crossplane.io/latest/composition/composite-resources/#composite-resource-labels
  ["crossplane.io/claim-name", "a claim of Crossplane"],
  ["crossplane.io/composite", "a composite resource of Crossplane"],
  // https://docs.kratix.io/main/guides/compound-promises
  ["kratix.io/parent-promise-name", "a compound request of Kratix"],
  ["kratix.io/component-of-promise-name", "a compound request of Kratix"],
  // https://kro.run/docs/concepts/instances
  ["kro.run/instance-id", "an instance of kro"],
];

/**
 * Why the file of an object cannot be added to Git, as a sentence: another object owns it, so a controller writes
 * it. Undefined where it can be added.
 */
export function findAdoptionObstacle({ metadata }: KubernetesObject): string | undefined {
  const { labels = {}, ownerReferences = [], deletionTimestamp, name } = metadata;
  if (deletionTimestamp !== undefined) return `The cluster is removing ${name}.`;
  const [owner] = ownerReferences;
  if (owner) return `${owner.kind} ${owner.name} owns ${name}. Change the owner instead.`;
  // A composite resource has its own name in this label.
  const made = MADE_BY.find(
    ([label]) =>
      labels[label] !== undefined && !(label === "crossplane.io/composite" && labels[label] === name),
  );
  return made && `A controller made ${name} from ${made[1]}. Change the other object instead.`;
}
