import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ADDRESS, type BigBundle, makePart, PERSON, startBigBundle, type TraceNode } from "#bench/big-bundle";
import { CROSSPLANE_WAIT, makeBundle } from "#demo/local-stack/testing/test-crossplane";
import type { GraphResponse } from "#lib/api/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { State } from "#lib/kubernetes/types";
import { closePortal, getPortal } from "#lib/server/portal";
import { resolveAddress } from "#lib/server/resources/objects";
import { buildObjectSteps } from "#lib/server/stream/object-follower";
import { getGraph } from "#lib/server/use-cases/graph";

/** The first run may have to build the programs. */
const BUILD = 900_000;
const PARTS = 500;

const nested = { ...makeBundle("nested", [makePart("late")]), metadata: { name: "nested" } };

let bundle: BigBundle;

beforeAll(async () => {
  bundle = await startBigBundle(PARTS);
  Object.assign(process.env, bundle.environment);
  await getPortal().clusters.get(ADDRESS.cluster)?.discovery.whenLoaded();
}, BUILD);

afterAll(async () => {
  closePortal();
  await bundle?.stop();
});

type Object = TraceNode["object"];

const nameOf = ({ apiVersion, kind, metadata: { namespace = "", name } }: Object) =>
  [splitApiVersion(apiVersion).group, kind, namespace, name].join("/");

/** All objects that the command-line tool found, and the edges between them. */
function flatten(node: TraceNode): { objects: Object[]; lines: string[] } {
  const below = (node.children ?? []).map(flatten);
  const own = (node.children ?? []).map((child) => `${nameOf(node.object)} > ${nameOf(child.object)}`);
  return {
    objects: [node.object, ...below.flatMap(({ objects }) => objects)],
    lines: [...own, ...below.flatMap(({ lines }) => lines)],
  };
}

/** The state that the portal shows for the values of the columns SYNCED and READY. */
function verdictOf({ status }: Object): State {
  const says = (type: string) => status?.conditions?.find((condition) => condition.type === type)?.status;
  if (says("Synced") === "False") return "NeedsAttention";
  return says("Ready") === "False" ? "Working" : "Ready";
}

function readGraph({ nodes, edges }: GraphResponse) {
  const names = new Map(
    nodes.map(({ id, reference: { group, kind, namespace = "", name } }) => [
      id,
      [group, kind, namespace, name].join("/"),
    ]),
  );
  return {
    states: new Map(nodes.map(({ id, health }) => [names.get(id), health.state])),
    lines: edges.map(({ from, to }) => `${names.get(from)} > ${names.get(to)}`),
  };
}

describe("graph of a composite resource", () => {
  it("equals the trace of Crossplane's command line: objects, edges and states", async () => {
    const [trace, graph] = await Promise.all([bundle.trace(), getGraph(PERSON, ADDRESS)]);
    const { objects, lines } = flatten(trace);
    const own = readGraph(graph);
    expect(objects).toHaveLength(PARTS + 6);
    const verdicts = new Map(objects.map((object) => [nameOf(object), verdictOf(object)]));
    // The state of the root includes its parts, and one part has failed.
    expect(own.states).toEqual(verdicts.set(nameOf(trace.object), "NeedsAttention"));
    expect(own.lines.toSorted()).toEqual(lines.toSorted());
  }, 200_000);

  it("names the part that cannot be composed as the only cause, with its message", async () => {
    // For a moment Crossplane can report of another object that it changed while Crossplane wrote it.
    const [cause] = await vi.waitFor(async () => {
      const { rootCauses, nodes } = await getGraph(PERSON, ADDRESS);
      const causes = nodes.filter(({ id }) => rootCauses.includes(id));
      expect(causes.map(({ reference }) => reference.name)).toEqual(["broken"]);
      return causes;
    }, CROSSPLANE_WAIT);
    expect(cause?.health.message).toContain("Nonsense");
  }, 200_000);

  it("notifies about a part that is composed later", async () => {
    const small = { ...ADDRESS, name: "small" };
    const portal = getPortal();
    const seen: string[][] = [];
    // Reads only after a notification, like a page.
    const read = async () => {
      const { nodes } = await getGraph(PERSON, small);
      seen.push(nodes.map(({ reference, health }) => `${reference.name} ${health.state}`));
    };
    await bundle.apply(makeBundle("small", [makePart("first")]));
    let reading = Promise.resolve();
    const stop = buildObjectSteps(portal, PERSON, resolveAddress(portal, small), () => {
      // The cache may have the object a moment after the API server. The next notification reads again.
      reading = reading.then(read).catch((error: unknown) => void seen.push([String(error)]));
    });
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(["small Ready", "first Ready"]), CROSSPLANE_WAIT);
    await bundle.apply(makeBundle("small", [makePart("first"), nested]));
    const whole = ["first Ready", "late Ready", "nested Ready", "small Ready"];
    await vi.waitFor(() => expect(seen.at(-1)?.toSorted()).toEqual(whole), CROSSPLANE_WAIT);
    stop();
  }, 200_000);

  it("is refused to a person who may not read the resource", async () => {
    const stranger = { ...PERSON, user: "bo", groups: [] };
    await expect(getGraph(stranger, ADDRESS)).rejects.toMatchObject({ code: "forbidden" });
  });
});
