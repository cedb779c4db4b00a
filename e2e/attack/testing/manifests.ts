/** Texts that say one thing to a YAML parser in JavaScript and another to Go's, so to kubectl, Argo CD and Flux. */

const BINDING = [
  "apiVersion: rbac.authorization.k8s.io/v1",
  "kind: ClusterRoleBinding",
  "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}",
  "subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: rita}]",
];
const IN_FLOW = `{${BINDING.join(", ")}}`;

/** A feature flag in team-a, as it should be. */
export function plainFlag(name: string, description = "Harmless"): string {
  return [
    "apiVersion: demo.vitrine.dev/v1",
    "kind: FeatureFlag",
    "metadata:",
    `  name: ${name}`,
    "  namespace: team-a",
    "spec:",
    `  description: ${description}`,
    "",
  ].join("\n");
}

export interface DoubleMeaning {
  what: string;
  /** Also tried as a file that somebody pushed by hand. */
  byHand?: true;
  text: (name: string) => string;
}

const after = (rest: string) => (name: string) => `${plainFlag(name)}${rest}`;
/** Where a parser takes the character for the end of a line, the comment ends and the keys begin. */
const behindComment = (character: string) =>
  after(`# a note${BINDING.map((key) => character + key).join("")}\n`);
const replaced = (from: string, to: string) => (name: string) => plainFlag(name).replace(from, to);

export const DOUBLE_MEANINGS: readonly DoubleMeaning[] = [
  { what: "a merge of another object", byHand: true, text: after(`<<: ${IN_FLOW}\n`) },
  { what: "a merge of a list of objects", text: after(`<<: [{a: b}, ${IN_FLOW}]\n`) },
  { what: "a merge in a merge", text: after(`<<: {<<: ${IN_FLOW}}\n`) },
  { what: "a merge by tag", text: after(`!!merge <<: ${IN_FLOW}\n`) },
  {
    what: "a merge of an anchor",
    byHand: true,
    text: (name) => `x: &x ${IN_FLOW}\n${plainFlag(name)}<<: *x\n`,
  },
  { what: "a comment that ends at U+0085", byHand: true, text: behindComment("\u0085") },
  { what: "a comment that ends at U+2028", byHand: true, text: behindComment("\u2028") },
  { what: "a comment that ends at U+2029", text: behindComment("\u2029") },
  { what: "a comment that ends at a carriage return", byHand: true, text: behindComment("\r") },
  {
    what: "a merged namespace",
    byHand: true,
    text: replaced("  namespace: team-a", "  namespace: team-a\n  <<: {namespace: kube-system}"),
  },
  {
    what: "a namespace only in a merge",
    text: replaced("  namespace: team-a", "  <<: {namespace: team-a}"),
  },
  { what: "a kind in base64", byHand: true, text: replaced("FeatureFlag", "!!binary RmVhdHVyZUZsYWc=") },
  { what: "a kind with a custom tag", text: replaced("FeatureFlag", "!flag FeatureFlag") },
  { what: "a duplicate key", byHand: true, text: after("kind: ClusterRoleBinding\n") },
  { what: "a duplicate key in quotes", text: after('"kind": ClusterRoleBinding\n') },
  { what: "a key that differs only in case", text: after("Kind: ClusterRoleBinding\n") },
  { what: "a second document", byHand: true, text: after(`---\n${BINDING.join("\n")}\n`) },
  {
    what: "a second document before the first",
    text: (name) => `${BINDING.join("\n")}\n---\n${plainFlag(name)}`,
  },
  { what: "a YAML version directive", text: (name) => `%YAML 1.1\n---\n${plainFlag(name)}` },
  { what: "a YAML tag directive", text: (name) => `%TAG ! tag:example.org,2000:\n---\n${plainFlag(name)}` },
  {
    what: "a name from an anchor",
    text: (name) => plainFlag(name).replace(`name: ${name}`, `labels: {a: &n ${name}}\n  name: *n`),
  },
  { what: "a null character", text: after("# a note\u0000kind: ClusterRoleBinding\n") },
  { what: "a byte order mark in the middle", text: after("# a note\n\uFEFFkind: ClusterRoleBinding\n") },
  { what: "another kind than the requested one", text: replaced("FeatureFlag", "ClusterRoleBinding") },
  { what: "another namespace than the requested one", text: replaced("team-a", "kube-system") },
  {
    what: "a List of objects",
    text: (name) => `apiVersion: v1\nkind: List\nitems:\n  - ${IN_FLOW}\n# ${name}\n`,
  },
];
