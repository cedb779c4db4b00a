/** For tests: a fake GitHub on loopback, with the pages of OAuth and the account of one person. */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export interface FakeGitHub {
  url: string;
  clientSecret: string;
  /** With it, tokens end after eight hours and can be renewed once, as those of a GitHub App. */
  isApp: boolean;
  /** By `<organization>/<team>`. */
  teams: string[];
  /** How often a token was renewed. */
  renewals: number;
  /** Ends all tokens, as the person does under Settings, Applications. */
  revoke(): void;
  stop(): Promise<void>;
}

/** @param callback the registered callback address */
export async function startFakeGitHub(callback: string): Promise<FakeGitHub> {
  const codes = new Map<string, string>();
  let [access, refresh] = ["", ""];

  function issue() {
    [access, refresh] = [`gho_${randomUUID()}`, `ghr_${randomUUID()}`];
    const token = { access_token: access, token_type: "bearer" };
    return fake.isApp ? { ...token, expires_in: 28_800, refresh_token: refresh } : token;
  }

  /** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
  function exchange(form: URLSearchParams): object {
    if (form.get("client_secret") !== fake.clientSecret) return { error: "incorrect_client_credentials" };
    if (form.get("grant_type") === "refresh_token") {
      if (form.get("refresh_token") !== refresh) return { error: "bad_refresh_token" };
      fake.renewals += 1;
      return issue();
    }
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isKnown = codes.get(form.get("code") ?? "") === challenge;
    return isKnown ? issue() : { error: "bad_verification_code" };
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const back = new URL(callback);
    back.searchParams.set("state", query.get("state") ?? "");
    // GitHub leads to the registered address, and names the problem there.
    if (query.get("redirect_uri") !== callback) back.searchParams.set("error", "redirect_uri_mismatch");
    else {
      const code = randomUUID();
      codes.set(code, query.get("code_challenge") ?? "");
      back.searchParams.set("code", code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  function readAccount(path: string): object | undefined {
    const teams = fake.teams.map((team) => team.split("/"));
    const known: Record<string, object> = {
      "/api/v3/user": { login: "ana", name: "Ana", email: "ana@example.com" },
      "/api/v3/user/teams": teams.map(([login, slug]) => ({ slug, organization: { login } })),
      "/api/v3/user/orgs": teams.map(([login]) => ({ login })),
    };
    return known[path];
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", fake.url);
    const send = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (pathname === "/login/oauth/authorize") return authorize(searchParams, response);
    if (pathname === "/login/oauth/access_token")
      return send(200, exchange(new URLSearchParams(await text(request))));
    if (access === "" || request.headers.authorization !== `Bearer ${access}`) return send(401, {});
    const account = readAccount(pathname);
    return account ? send(200, account) : send(404, {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const fake: FakeGitHub = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    clientSecret: "",
    isApp: false,
    teams: [],
    renewals: 0,
    revoke() {
      [access, refresh] = ["", ""];
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}
