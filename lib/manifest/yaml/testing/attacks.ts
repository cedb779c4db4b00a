/** Texts that one reader parses as one object and another reader as a different one. */

/** The harmless object that the approver is meant to see, without a final line break. */
const BENIGN = `apiVersion: features.example.com/v1
kind: FeatureFlag
metadata:
  name: dark-mode
  namespace: team-a
spec:
  enabled: true`;

const IDENTITY =
  "apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: own-all}";
const LINES = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: own-all
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: mallory, apiGroup: rbac.authorization.k8s.io}]`;

/** The same keys as one comment, with another character as line break. */
const behindComment = (lineBreak: string) =>
  `${BENIGN}\n# a comment${lineBreak}${LINES.replaceAll("\n", lineBreak)}\n`;

/** Reason and text. The portal must refuse each, whatever Go does. */
export const ATTACKS: readonly (readonly [reason: string, text: string])[] = [
  ["a merge at the end of the file", `${BENIGN}\n<<: {${IDENTITY}}\n`],
  ["a merge at the start of the file", `<<: {${IDENTITY}}\n${BENIGN}\n`],
  ["a merge of a list", `${BENIGN}\n<<: [{a: 1}, {${IDENTITY}}]\n`],
  ["a merge in a merge", `${BENIGN}\n<<: {<<: {${IDENTITY}}}\n`],
  ["a merge of an alias", `x: &x {${IDENTITY}}\n${BENIGN}\n<<: *x\n`],
  ["a quoted merge key", `${BENIGN}\n"<<": {${IDENTITY}}\n`],
  ["a merge key after a tag", `${BENIGN}\n!!merge <<: {${IDENTITY}}\n`],
  ["another key with a merge tag", `${BENIGN}\n!!merge any: {${IDENTITY}}\n`],
  ["a merge as an explicit key", `${BENIGN}\n? <<\n: {${IDENTITY}}\n`],
  ["a merge in metadata", BENIGN.replace("  namespace: team-a", "  <<: {namespace: kube-system}")],
  ["a merge after the namespace", BENIGN.replace("team-a", "team-a\n  <<: {namespace: kube-system}")],
  [
    "a merge in metadata on one line",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, <<: {namespace: kube-system}}\n",
  ],
  ["a merge in the labels", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {<<: {a: b}}}\n"],
  ["an alias as the kind", `x: &x ClusterRoleBinding\n${BENIGN.replace("FeatureFlag", "*x")}\n`],
  ["an alias as metadata", `x: &x {name: own-all}\napiVersion: v1\nkind: ConfigMap\nmetadata: *x\n`],
  ["an alias as the namespace", `x: &x kube-system\n${BENIGN.replace("team-a", "*x")}\n`],
  ["an alias as a key", `x: &x kind\n${BENIGN}\n*x : ClusterRoleBinding\n`],
  [
    "an alias in a list in metadata",
    "x: &x a\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, finalizers: [*x]}\n",
  ],
  ["a merge after a key that it contains", `${BENIGN}\n  base: {size: small, <<: {size: large}}\n`],
  ["U+0085 after a comment", behindComment("\u0085")],
  ["U+2028 after a comment", behindComment("\u2028")],
  ["U+2029 after a comment", behindComment("\u2029")],
  ["a carriage return after a comment", behindComment("\r")],
  ["a form feed after a comment", behindComment("\f")],
  ["a vertical tab after a comment", behindComment("\v")],
  ["a carriage return as the only line break", `${BENIGN}\n${LINES}\n`.replaceAll("\n", "\r")],
  ["U+0085 in single quotes", `${BENIGN}\n  text: 'a\u0085b'\n`],
  ["U+2028 in double quotes", `${BENIGN}\n  text: "a\u2028b"\n`],
  ["U+0085 in a block scalar", `${BENIGN}\n  text: |\n    a\u0085${LINES.replaceAll("\n", "\u0085")}\n`],
  ["NUL, where Go ends the text", `${BENIGN}\n\0${LINES}\n`],
  ["a byte order mark in the middle", `${BENIGN}\n\ufeff${LINES}\n`],
  ["half of a surrogate pair", `${BENIGN}\n  text: "\ud800"\n`],
  ["bytes that are not UTF-8", `${BENIGN}\n  text: "\ufffd"\n`],
  ["a tag on the kind", `${BENIGN.replace("FeatureFlag", "!!str FeatureFlag")}\n`],
  ["binary as the kind", `${BENIGN.replace("FeatureFlag", "!!binary Q2x1c3RlclJvbGVCaW5kaW5n")}\n`],
  ["binary as a key", `${BENIGN}\n!!binary a2luZA==: ClusterRoleBinding\n`],
  ["a custom tag", `${BENIGN}\n  text: !secret a\n`],
  ["a verbatim tag", `${BENIGN}\n  text: !<tag:yaml.org,2002:str> a\n`],
  ["a tag without a name", `${BENIGN}\n  text: ! a\n`],
  ["a version directive", `%YAML 1.2\n---\n${BENIGN}\n`],
  ["a tag directive", `%TAG ! tag:yaml.org,2002:\n---\n${BENIGN}\n`],
  ["a directive after a document", `${BENIGN}\n...\n%YAML 1.1\n---\n`],
  ["two documents", `${BENIGN}\n---\n${LINES}\n`],
  ["a second document on the line of the separator", `${BENIGN}\n--- {${IDENTITY}}\n`],
  ["a separator that only one reader recognizes", `${BENIGN}\n---# comment\n${LINES}\n`],
  ["a separator with more text on its line", `${BENIGN}\n---more\n${LINES}\n`],
  ["a document after a document end marker", `${BENIGN}\n...\n${LINES}\n`],
  ["a document after a document end marker and a separator", `${BENIGN}\n...\n---\n${LINES}\n`],
  ["a null document before the object", `null\n---\n${BENIGN}\n`],
  ["a duplicate key", `${BENIGN}\nkind: ClusterRoleBinding\n`],
  ["a duplicate key, once quoted", `${BENIGN}\n"kind": ClusterRoleBinding\n`],
  ["a duplicate key, once escaped", `${BENIGN}\n"\\x6bind": ClusterRoleBinding\n`],
  ["a duplicate key, once explicit", `${BENIGN}\n? kind\n: ClusterRoleBinding\n`],
  ["a duplicate key, once on two lines", `${BENIGN}\n? "ki\\\n  nd"\n: ClusterRoleBinding\n`],
  ["a duplicate namespace", `${BENIGN.replace("team-a", "team-a\n  namespace: kube-system")}\n`],
  ["a number and a text with the same key", `${BENIGN}\n  ports: {1: a, "1": b}\n`],
  ["two spellings of true as keys", `${BENIGN}\n  flags: {true: a, yes: b}\n`],
  ["two spellings of a number as keys", `${BENIGN}\n  ports: {16: a, 0x10: b}\n`],
  ["a key that is null", `${BENIGN}\n  map: {~: a}\n`],
  ["a key that is a list", `${BENIGN}\n  map: {[a]: b}\n`],
  ["a key that is a map", `${BENIGN}\n? {a: b}\n: c\n`],
  ["Kind beside kind", `${BENIGN}\nKind: ClusterRoleBinding\n`],
  ["APIVersion beside apiVersion", `${BENIGN}\nAPIVERSION: v1\n`],
  ["kind with the Kelvin sign", `${BENIGN}\n\u212aind: ClusterRoleBinding\n`],
  ["Metadata beside metadata", `${BENIGN}\nMetadata: {namespace: kube-system}\n`],
  ["Namespace beside namespace", `${BENIGN.replace("team-a", "team-a\n  Namespace: kube-system")}\n`],
  ["namespace with the long s", `${BENIGN.replace("team-a", "team-a\n  name\u017fpace: kube-system")}\n`],
  ["items, which kubectl applies instead of the object", `${BENIGN}\nitems: [{${IDENTITY}}]\n`],
  ["Items, which some readers treat as items", `${BENIGN}\nItems: [{${IDENTITY}}]\n`],
  ["an anchor that contains itself", `${BENIGN}\n  loop: &x [*x]\n`],
  ["an anchor that merges itself", `${BENIGN}\n  loop: &x {<<: *x}\n`],
  ["an alias to an anchor of another document", `x: &x 1\n---\n${BENIGN}\n  copy: *x\n`],
  ["a tab as indentation", `${BENIGN}\n\tnamespace: kube-system\n`],
  ["infinity", `${BENIGN}\n  size: .inf\n`],
  ["the value NaN", `${BENIGN}\n  size: .nan\n`],
];
