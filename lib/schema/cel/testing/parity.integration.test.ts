import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { convertSchema } from "#lib/form/convert/convert";
import { checkRules, type RuleVerdict } from "#lib/form/rules/check-rules";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { isKubernetesApiError } from "#lib/kubernetes/transport/api-error";
import { PARITY_CASES, type ParityCase } from "#lib/schema/cel/testing/parity-cases";

/** A first run may have to build kube-apiserver. */
const BUILD = 900_000;
const CASES = PARITY_CASES.map((one, index) => ({ ...one, field: `f${index}` }));
const SCHEMA = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: Object.fromEntries(CASES.map(({ field, schema }) => [field, schema])),
      "x-kubernetes-validations": [{ rule: "!has(self.never)", message: "never" }],
    },
  },
  "x-kubernetes-validations": [{ rule: "size(self.metadata.name) < 9", message: "the name is long" }],
};
SCHEMA.properties.spec.properties.never = { type: "string" };
const FORM = convertSchema(SCHEMA, { kind: "Parity" });
const PATH = "/apis/test.vitrine.dev/v1/namespaces/default/parities";

let plane: TestControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = openCluster({ name: "local", kubeconfig: plane.kubeconfig });
  await cluster.client.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    body: {
      metadata: { name: "parities.test.vitrine.dev" },
      spec: {
        group: "test.vitrine.dev",
        scope: "Namespaced",
        names: { kind: "Parity", plural: "parities", singular: "parity" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: SCHEMA } }],
      },
    },
  });
  await vi.waitFor(() => ask("ready", {}), { timeout: 20_000, interval: 100 });
}, BUILD);

afterAll(async () => {
  cluster?.close();
  await plane?.stop();
});

interface Said {
  path: string;
  message: string;
}

/** The errors of the API server for this object. */
async function ask(name: string, spec: object, write = false): Promise<Said[]> {
  const query = { fieldManager: "test", force: true, ...(!write && { dryRun: "All" }) };
  const body = { apiVersion: "test.vitrine.dev/v1", kind: "Parity", metadata: { name }, spec };
  try {
    const contentType = "application/apply-patch+yaml";
    await cluster.client.request("PATCH", `${PATH}/${name}`, { query, body, contentType });
    return [];
  } catch (error) {
    if (!isKubernetesApiError(error) || error.httpStatus !== 422) throw error;
    return error.errors.map(({ path, message }) => ({ path, message }));
  }
}

/**
 * The server refuses every value that the portal refuses, with the same field and message. Values that the
 * portal accepts wrongly are reported as unchecked.
 */
function compare(ours: RuleVerdict, server: Said[]) {
  const unconfirmed = ours.errors.filter(
    ({ path, message }) => !server.some((said) => said.path === path && said.message.includes(message)),
  );
  const missed = server.filter(({ path }) => !ours.errors.some((error) => error.path === path));
  return { unconfirmed, missed: ours.unchecked.length > 0 ? [] : missed };
}

const AGREED = { unconfirmed: [], missed: [] };

it.each(CASES.map((one): [string, typeof one] => [one.why, one]))(
  "agrees with the API server: %s",
  async (_why, { field, values }) => {
    for (const value of values) {
      const spec = { [field]: value };
      const ours = checkRules(FORM, { metadata: { name: "one" }, spec });
      const server = await ask("one", spec);
      expect({ value, ...compare(ours, server) }, JSON.stringify({ server, ours })).toEqual({
        value,
        ...AGREED,
      });
    }
  },
);

const isChange = (one: (typeof CASES)[number]): one is typeof one & Required<ParityCase> =>
  one.changes !== undefined;

it.each(CASES.filter(isChange).map((one): [string, typeof one] => [one.why, one]))(
  "agrees with the API server on a change: %s",
  async (_why, { field, values, changes }) => {
    const before = { spec: { [field]: values[0] } };
    await ask(field, before.spec, true);
    for (const value of changes) {
      const spec = { [field]: value };
      const ours = checkRules(FORM, { metadata: { name: field }, spec }, before);
      const server = await ask(field, spec);
      expect({ value, ...compare(ours, server) }, JSON.stringify({ server, ours })).toEqual({
        value,
        ...AGREED,
      });
      expect(ours.unchecked).toEqual([]);
    }
  },
);

it("evaluates a root rule on metadata.name", async () => {
  const name = "much-too-long";
  const ours = checkRules(FORM, { metadata: { name }, spec: {} });
  expect(ours).toEqual({ errors: [{ path: "", message: "the name is long", source: "cel" }], unchecked: [] });
  expect(compare(ours, await ask(name, {}))).toEqual(AGREED);
});

it("leaves only known cases to the server", () => {
  const left = CASES.flatMap(({ field, values }) =>
    values.flatMap((value) => {
      const { unchecked } = checkRules(FORM, { metadata: { name: "one" }, spec: { [field]: value } });
      return unchecked.map(({ rule, reason }) => `${JSON.stringify(value)}: ${rule}: ${reason}`);
    }),
  );
  expect(left).toMatchInlineSnapshot(`
    [
      "1: self + 9223372036854775807 > 0: a number is too large",
      "0: 10 / self > 1: the rule divides by zero",
      ""a": self.substring(1, 3) == 'bc' || self.charAt(0) == 'z': the rule reads a text beyond its end",
      "[]: self.min() == 'a' && self.max() == 'c': the rule takes the minimum or maximum of an empty list",
      "[5,0]: self.all(x, 10 / x > 1): the rule divides by zero",
      "[]: self[0] == 1: the rule reads 0, which is not set",
      "{"b":2}: !has(self.b) || self.a < self.b: the rule reads a, which is not set",
      "{"a":null}: !has(self.a) || self.a > 1: the rule orders null and int",
      ""::ffff:1.2.3.4": isIP(self) && ip(self).family() == 4 && !ip(self).isLoopback(): the rule reads an IPv4 address inside an IPv6 one",
      ""x": cidr('192.168.0.0/24').containsIP(self): the rule reads a text as an IP address",
      ""1.2.0": semver(self).isGreaterThan(semver('1.0.0')): the rule uses semver",
      ""0.9.0": semver(self).isGreaterThan(semver('1.0.0')): the rule uses semver",
    ]
  `);
});
