/** An offer of the tests' own whose schema holds one constraint of every kind. */
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { allowRequests } from "../testing/allow-requests";
import { writeDefinition } from "../testing/offer-definition";

const GROUP = "proof.demo.vitrine.dev";

/** The offer's id in the catalog. */
export const WORKBENCH = `crd.local.workbenches.${GROUP}`;

const port = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string" },
    number: { type: "integer", minimum: 1, maximum: 65535 },
    paths: { type: "array", items: { type: "string", pattern: "^/" } },
  },
};

/** Names are their own titles; the API server keeps them in the order of the alphabet. */
const properties = {
  owner: { type: "string", minLength: 1 },
  copies: { type: "integer", minimum: 1, maximum: 9 },
  tier: { type: "string", enum: ["small", "large"] },
  git: { type: "string", format: "uri" },
  image: { type: "string" },
  alias: { type: "string", pattern: "^[a-z]([-a-z0-9]*[a-z0-9])?$" },
  brief: { type: "string", minLength: 3 },
  contact: { type: "string", format: "email" },
  disk: {
    "x-kubernetes-int-or-string": true,
    anyOf: [{ type: "integer" }, { type: "string" }],
    pattern:
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$",
  },
  exposed: { type: "boolean" },
  extra: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  labels: { type: "object", additionalProperties: { type: "string", maxLength: 5 } },
  motto: { type: "string", maxLength: 5 },
  note: { type: "string" },
  password: { type: "string", format: "password" },
  ports: {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
    items: port,
  },
  range: {
    type: "object",
    properties: { from: { type: "integer" }, to: { type: "integer" } },
    "x-kubernetes-validations": [
      {
        rule: "!has(self.from) || !has(self.to) || self.from <= self.to",
        message: "From cannot be more than to.",
        fieldPath: ".from",
      },
    ],
  },
  ratio: { type: "number", maximum: 1 },
  credentialsRef: {
    type: "object",
    required: ["name", "key"],
    properties: { name: { type: "string" }, key: { type: "string" } },
  },
  share: {
    "x-kubernetes-int-or-string": true,
    anyOf: [{ type: "integer" }, { type: "string" }],
    pattern: "^[0-9]+%$",
  },
  since: { type: "string", format: "date-time" },
  tags: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
};

const definition = writeDefinition({
  group: GROUP,
  kind: "Workbench",
  plural: "workbenches",
  annotations: { "vitrine.dev/title": "Workbench" },
  required: ["spec"],
  properties: {
    spec: {
      type: "object",
      required: ["owner", "copies", "tier"],
      oneOf: [{ required: ["git"] }, { required: ["image"] }],
      properties,
    },
  },
});

/** Adds the offer to the demo; resolves once developers may request it. */
export async function offerWorkbench(portal: Demo): Promise<void> {
  const cluster = await openCluster(portal.kubeconfig);
  await applyObject(cluster, definition, "e2e");
  await allowRequests(portal, GROUP, WORKBENCH);
}

/** YAML of one, with what no field could be made to hold: another choice, a text for yes or no, a password. */
export const PASTED = `# Asked for by the yard
apiVersion: ${GROUP}/v1
kind: Workbench
metadata:
  name: bench
  labels:
    yard: "7" # kept as written
spec:
  tier: huge
  exposed: sometimes
  password: correct-horse
`;

/** YAML of one that nothing is wrong with. */
export const RIGHT = `apiVersion: ${GROUP}/v1
kind: Workbench
metadata:
  name: bench
  namespace: team-a
spec:
  owner: yard
  copies: 2
  tier: small
  image: registry.example.com/yard/bench
`;
