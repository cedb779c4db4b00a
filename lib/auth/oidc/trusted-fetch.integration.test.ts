import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrustedFetch } from "#lib/auth/oidc/trusted-fetch";
import { callProvider } from "#lib/auth/providers/provider-http";

let folder: string;
let url: string;
let stop: () => Promise<void>;

async function makeCertificate(name: string): Promise<{ key: string; cert: string }> {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  const pair = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", cert];
  await promisify(execFile)("openssl", ["req", ...pair, ...subject]);
  return { key, cert };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-trust-"));
  const { key, cert } = await makeCertificate("own");
  await makeCertificate("other");
  const server = createServer(
    { key: await readFile(key), cert: await readFile(cert) },
    async (request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/" }).end();
      else response.end(JSON.stringify({ sent: await text(request), type: request.headers["content-type"] }));
    },
  );
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
  it("trusts the certificate in the file, and sends forms", async () => {
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
    ["another certificate", "other.crt"],
    ["a file that does not exist", "missing.crt"],
  ])("refuses a server with %s", async (_what, file) => {
    await expect(call(file)).rejects.toMatchObject({ code: "sign-in-unavailable" });
  });
});
