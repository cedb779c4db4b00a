/** Plain `git clone` and `git push` over HTTP: https://git-scm.com/docs/git-http-backend */
import { spawn } from "node:child_process";
import { basename, dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";

export interface BackendRequest {
  /** Path of the bare repository. */
  path: string;
  /** Below the repository: `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  service: string;
  exchange: Exchange;
  /** Login of the person; undefined keeps Git from accepting a push. */
  user: string | undefined;
  /** Refuses a push that is no fast forward. */
  refusesForce?: boolean;
}

/** Hooks are off, the owner of the folder is not checked, and nobody pushes to the refs of pull or merge requests. */
const CONFIGURATION = [
  ["core.hooksPath", "/dev/null"],
  ["safe.directory", "*"],
  ["receive.hideRefs", "refs/pull"],
  ["receive.hideRefs", "refs/merge-requests"],
  ["uploadpack.allowAnySHA1InWant", "true"],
] as const;

function describeEnvironment({
  path,
  service,
  exchange,
  user,
  refusesForce,
}: BackendRequest): NodeJS.ProcessEnv {
  const { method, url, headers } = exchange;
  const configuration = [
    ...CONFIGURATION,
    ["receive.denyNonFastForwards", String(refusesForce === true)],
  ] as const;
  const settings = configuration.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    NODE_ENV: process.env.NODE_ENV,
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: String(configuration.length),
    ...Object.fromEntries(settings),
    GIT_PROJECT_ROOT: dirname(path),
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    PATH_INFO: `/${basename(path)}${service}`,
    REQUEST_METHOD: method,
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: headers["content-type"] ?? "",
    ...(user === undefined ? {} : { REMOTE_USER: user }),
  };
}

/** The body of a request of Git, without its compression. */
export function readGitBody({ headers, body }: Exchange): Buffer {
  return headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

/** Runs Git for one request and returns its answer. */
export async function runHttpBackend(request: BackendRequest): Promise<Answer> {
  const child = spawn("git", ["http-backend"], { env: describeEnvironment(request), stdio: "pipe" });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.resume();
  // Git can end before it has read everything, which its answer explains.
  child.stdin.on("error", () => {});
  child.stdin.end(readGitBody(request.exchange));
  await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return parseCgi(Buffer.concat(chunks));
}

/** https://datatracker.ietf.org/doc/html/rfc3875#section-6 */
function parseCgi(output: Buffer): Answer {
  const end = output.indexOf("\r\n\r\n");
  const lines = output.subarray(0, Math.max(0, end)).toString().split("\r\n");
  const headers = Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(":");
      return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
  const { status = "200", ...others } = headers;
  return { status: Number.parseInt(status, 10), headers: others, body: output.subarray(end + 4) };
}
