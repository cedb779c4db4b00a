import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";

const TIMEOUT_MILLISECONDS = 2000;

/** True when `url` answers 200. `ca` is the PEM of the authority that signed an HTTPS server. Rejects when nobody answers. */
export function answersOk(url: string, ca?: string): Promise<boolean> {
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = request(url, { ca, agent: false, timeout: TIMEOUT_MILLISECONDS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on("timeout", () => call.destroy(new Error(`${url} did not answer`)));
    call.on("error", reject).end();
  });
}

/** True when something listens on 127.0.0.1:`port`. Rejects when nothing does. */
export async function acceptsConnections(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } finally {
    socket.destroy();
  }
}
