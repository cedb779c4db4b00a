/** For tests: a fake issuer on loopback, which signs any claims that a test gives it. */
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export interface FakeIssuer {
  issuer: string;
  /** The answer of the token endpoint, and its status. */
  answer: { status: number; body: object };
  /** The forms that the token endpoint received. */
  received: URLSearchParams[];
  /** Changes of the metadata. */
  metadata: object;
  sign(claims: JWTPayload): Promise<string>;
  stop(): Promise<void>;
}

export async function startFakeIssuer(): Promise<FakeIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const keys = { keys: [await exportJWK(publicKey)] };
  const server = createServer(async (request, response) => {
    const send = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (request.url === "/keys") return send(200, keys);
    if (request.url !== "/token") return send(200, { ...describeIssuer(issuer), ...fake.metadata });
    fake.received.push(new URLSearchParams(await text(request)));
    return send(fake.answer.status, fake.answer.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const fake: FakeIssuer = {
    issuer,
    answer: { status: 200, body: {} },
    received: [],
    metadata: {},
    sign: (claims) =>
      new SignJWT({ iss: issuer, sub: "ana", exp: Math.floor(Date.now() / 1_000) + 300, ...claims })
        .setProtectedHeader({ alg: "RS256" })
        .sign(privateKey),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}

function describeIssuer(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
  };
}
