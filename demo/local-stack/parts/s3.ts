/** The S3 server that Kratix writes to: versitygw over a folder of this start. */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Stack, StartPart } from "#demo/local-stack/types";

export interface S3Server {
  /** `127.0.0.1:<port>`, plain HTTP. */
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const servers = new WeakMap<Stack, Promise<S3Server>>();

/** The stack's S3 server; started by whoever asks first. */
export function obtainS3(stack: Stack): Promise<S3Server> {
  const running = servers.get(stack) ?? runServer(stack);
  servers.set(stack, running);
  return running;
}

export const startS3: StartPart = async (stack) => {
  await obtainS3(stack);
};

async function runServer(stack: Stack): Promise<S3Server> {
  stack.report("S3 server", "building", "Obtaining versitygw");
  const command = await stack.obtain("versitygw");
  stack.report("S3 server", "starting", "Starting versitygw");
  const port = await stack.freePort();
  const server: S3Server = {
    endpoint: `127.0.0.1:${port}`,
    bucket: "kratix",
    accessKeyId: "vitrine-demo",
    secretAccessKey: randomBytes(24).toString("hex"),
  };
  const folder = join(stack.folder, "s3");
  // For the posix backend a bucket is a folder.
  await mkdir(join(folder, server.bucket), { recursive: true });
  await stack.start({
    name: "versitygw",
    command,
    args: ["--port", server.endpoint, "--quiet", "posix", folder],
    env: { ROOT_ACCESS_KEY: server.accessKeyId, ROOT_SECRET_KEY: server.secretAccessKey },
    ready: () => answers(`http://${server.endpoint}/`),
  });
  stack.report("S3 server", "ready", server.endpoint);
  return server;
}

/** True once anything answers HTTP; an S3 server refuses an unsigned request, which is an answer. */
async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  }
}
