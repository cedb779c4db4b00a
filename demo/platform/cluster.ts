/** The demo's own small client of kube-apiserver: the administrator's kubeconfig, JSON in and out. */
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import https from "node:https";
import { createInterface } from "node:readline";
import { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { formatJson, formatJsonForYaml, parseJson } from "#lib/exact-json";

const metadataSchema = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  ownerReferences: z
    .array(z.looseObject({ apiVersion: z.string(), kind: z.string(), name: z.string() }))
    .optional(),
});

/** Any object, as it is written in a manifest or read from the API server. */
export const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
});
export type Manifest = z.infer<typeof manifestSchema>;

const statusSchema = z.looseObject({
  kind: z.literal("Status"),
  message: z.string().default(""),
  reason: z.string().default(""),
  code: z.number().default(0),
});

const resourceListSchema = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      namespaced: z.boolean(),
      verbs: z.array(z.string()),
    }),
  ),
});
export type ServedResource = z.infer<typeof resourceListSchema>["resources"][number];

/** The API server refused; `message` is its own words, `code` its HTTP status (0: the kind is not served). */
export class ClusterError extends Error {
  readonly code: number;
  constructor(message: string, code: number) {
    super(message);
    this.name = "ClusterError";
    this.code = code;
  }
}

/** True when the same call may succeed in a moment: the kind is not served yet, or the API server makes room for it. */
export function isTooEarly(error: unknown): boolean {
  if (!(error instanceof ClusterError)) return false;
  return [0, 429, 503].includes(error.code) || /could not find the requested resource/.test(error.message);
}

export interface Call {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  path: string;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
}

export interface Cluster {
  /** One request; the parsed answer. Throws ClusterError. */
  call(call: Call): Promise<unknown>;
  /** JSON lines of a watch until it ends. Throws ClusterError when it cannot begin. */
  lines(path: string, signal: AbortSignal): Promise<AsyncIterable<string>>;
  /** What the version serves, subresources left out; empty where it is not served. Asked anew each time. */
  served(apiVersion: string): Promise<ServedResource[]>;
  /** Path of an object or, without a name, of its collection. Throws ClusterError where the kind is not served. */
  path(object: { apiVersion: string; kind: string; name?: string; namespace?: string }): Promise<string>;
}

/** `apps/v1` → `/apis/apps/v1`, `v1` → `/api/v1`. */
export function versionPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** A client with the rights of the kubeconfig's current context. */
export async function openCluster(kubeconfig: string): Promise<Cluster> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new ClusterError(`No cluster in ${kubeconfig}.`, 0);
  // client-node writes a token into these headers.
  const headers: OutgoingHttpHeaders = { accept: "application/json" };
  const credentials: https.RequestOptions = { headers };
  await config.applyToHTTPSOptions(credentials);
  credentials.agent = new https.Agent({ keepAlive: true });
  const send = (call: Call) => sendRequest(server, { ...credentials, headers: { ...headers } }, call);
  const known = new Map<string, ServedResource[]>();

  const served = async (apiVersion: string): Promise<ServedResource[]> => {
    const resources = await readServed(send, apiVersion);
    known.set(apiVersion, resources);
    return resources;
  };
  const find = async (apiVersion: string, kind: string): Promise<ServedResource> => {
    const byKind = (resource: ServedResource) => resource.kind === kind;
    const found = known.get(apiVersion)?.find(byKind) ?? (await served(apiVersion)).find(byKind);
    if (!found)
      throw new ClusterError(`The cluster does not serve the kind ${kind} of ${apiVersion} yet.`, 0);
    return found;
  };
  return {
    served,
    call: async (call) => parseAnswer(await send(call)),
    lines: async (path, signal) => readLines(await send({ method: "GET", path, signal })),
    path: async ({ apiVersion, kind, name, namespace }) => {
      const resource = await find(apiVersion, kind);
      const scope = resource.namespaced && (namespace || name) ? `/namespaces/${namespace ?? "default"}` : "";
      return `${versionPath(apiVersion)}${scope}/${resource.name}${name ? `/${name}` : ""}`;
    },
  };
}

async function readServed(
  send: (call: Call) => Promise<IncomingMessage>,
  apiVersion: string,
): Promise<ServedResource[]> {
  try {
    const answer = await parseAnswer(await send({ method: "GET", path: versionPath(apiVersion) }));
    return resourceListSchema.parse(answer).resources.filter(({ name }) => !name.includes("/"));
  } catch (error) {
    if (error instanceof ClusterError && error.code === 404) return [];
    throw error;
  }
}

function sendRequest(
  server: string,
  credentials: https.RequestOptions & { headers: OutgoingHttpHeaders },
  { method, path, body, contentType = "application/json", signal }: Call,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const format = contentType.endsWith("yaml") ? formatJsonForYaml : formatJson;
    const payload = body === undefined ? "" : format(body);
    const { headers } = credentials;
    if (payload) {
      headers["content-type"] = contentType;
      // Node does not say by itself that a DELETE has a body.
      headers["content-length"] = `${Buffer.byteLength(payload)}`;
    }
    const request = https.request(new URL(path, server), { ...credentials, method, signal }, resolve);
    request.on("error", reject);
    request.end(payload);
  });
}

async function parseAnswer(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  const code = response.statusCode ?? 0;
  if (code < 400) return parseJson(text);
  throw new ClusterError(refusal(text), code);
}

function refusal(text: string): string {
  try {
    const status = statusSchema.safeParse(JSON.parse(text));
    return status.success ? status.data.message : text;
  } catch {
    return text.trim();
  }
}

async function readLines(response: IncomingMessage): Promise<AsyncIterable<string>> {
  if ((response.statusCode ?? 0) >= 400) await parseAnswer(response);
  return createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY });
}
