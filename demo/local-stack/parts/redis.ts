/** A server of the Redis protocol; what it holds is gone when it ends. */
import { acceptsConnections } from "#demo/local-stack/probe";
import type { Stack } from "#demo/local-stack/types";

/** Starts one; gives its `127.0.0.1:<port>`. */
export async function launchRedis(host: Pick<Stack, "obtain" | "start" | "freePort">): Promise<string> {
  const command = await host.obtain("redis");
  const port = await host.freePort();
  const address = `127.0.0.1:${port}`;
  await host.start({ name: "redis", command, args: [address], ready: () => acceptsConnections(port) });
  return address;
}
