/** Random schemas and values before a real API server: what it takes, and what it makes of them. */
import { text } from "node:stream/consumers";
import { vi } from "vitest";
import { z } from "zod";
import { loadKubeconfig } from "#lib/kubernetes/transport/kubeconfig";
import { createTransport } from "#lib/kubernetes/transport/transport";
import { isRecord, readPointer } from "#lib/schema/pointer";
import {
  type Answer,
  GROUP,
  type PropertyServer,
  type Refusals,
  rootSchema,
  type SchemaSet,
} from "#lib/schema/testing/types";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** In a field path of a CRD, of an object, and in messages without one. */
const ABOUT = /\bspec(?:\.|\]\.properties\[)(s\d+)\b/;

const failure = z.object({
  message: z.string().default(""),
  details: z
    .object({
      causes: z.array(z.object({ field: z.string().optional(), message: z.string().default("") })).nullish(),
    })
    .nullish(),
});

export function openPropertyServer(server: string, kubeconfig: string): PropertyServer {
  const transport = createTransport(loadKubeconfig({ kubeconfig }));

  async function send(method: string, path: string, type: string, body?: string) {
    const headers = { "content-type": type, accept: "application/json" };
    const response = await transport.send({ method, url: new URL(server + path), headers, body });
    const answer: unknown = JSON.parse(await text(response));
    return { code: response.statusCode ?? 0, answer };
  }

  async function apply(kind: string, manifest: string): Promise<Answer> {
    const path = `/apis/${GROUP}/v1/namespaces/default/${pluralOf(kind)}/sample`;
    const query = "?dryRun=All&fieldManager=property&force=true";
    const { code, answer } = await send("PATCH", path + query, "application/apply-patch+yaml", manifest);
    if (code === 404) throw new Error(`${kind} is not served yet.`);
    if (code >= 300) return { spec: undefined, refusals: readRefusals(answer) };
    const spec = readPointer(answer, "/spec");
    return { spec: isRecord(spec) ? spec : {}, refusals: new Map() };
  }

  async function define(kind: string, schemas: SchemaSet): Promise<Refusals> {
    const refused = new Map<string, string>();
    for (;;) {
      const rest = new Map([...schemas].filter(([name]) => !refused.has(name)));
      const { code, answer } = await send("POST", CRDS, "application/json", buildCrd(kind, rest));
      if (code < 300) break;
      const reasons = readRefusals(answer);
      if (reasons.has("")) throw new Error(`${kind} was refused: ${reasons.get("")}`);
      for (const [name, reason] of reasons) refused.set(name, reason);
    }
    const empty = `{apiVersion: ${GROUP}/v1, kind: ${kind}, metadata: {name: sample}}`;
    await vi.waitFor(() => apply(kind, empty), { timeout: 30_000, interval: 100 });
    return refused;
  }

  return {
    define,
    apply,
    remove: async (kind) => {
      await send("DELETE", `${CRDS}/${pluralOf(kind)}.${GROUP}`, "application/json");
    },
    close: () => transport.close(),
  };
}

function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`;
}

function buildCrd(kind: string, schemas: SchemaSet): string {
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: rootSchema(schemas) },
  };
  return JSON.stringify({
    metadata: { name: `${pluralOf(kind)}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind, plural: pluralOf(kind), singular: kind.toLowerCase() },
      versions: [version],
    },
  });
}

function readRefusals(answer: unknown): Refusals {
  const { message, details } = failure.parse(answer);
  const causes = (details?.causes ?? []).map((cause) => `${cause.field ?? ""}: ${cause.message}`);
  const reasons = causes.length > 0 ? causes : message.split("\n");
  const about = reasons.map((reason): [string, string] => [ABOUT.exec(reason)?.[1] ?? "", reason]);
  const known = about.filter(([name]) => name !== "");
  return new Map((known.length > 0 ? known : [["", message] as const]).reverse());
}
