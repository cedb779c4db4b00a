import { describe, expect, it } from "vitest";
import { parseConfig } from "#lib/config/config";
import { toPortalError } from "#lib/errors";

const SECRET = "0123456789abcdef0123456789abcdef";
const GITEA = {
  provider: "gitea",
  url: "https://git.example.com",
  owner: "platform",
  repository: "requests",
  branch: "main",
};
const SIGN_IN = { provider: "gitea", url: "https://git.example.com", clientId: "portal" };

const OIDC = { provider: "oidc", issuer: "https://login.example.com/", clientId: "portal" };
const WITH_SECRET = { ...SIGN_IN, clientSecret: "x" };

const PERSON = '{"user":"ana","name":"Ana"}';
const PEOPLE = `[${PERSON}]`;
const ELSEWHERE = "https://portal.example.com";

function failure(variables: Record<string, string>) {
  try {
    parseConfig(variables);
  } catch (error) {
    return toPortalError(error);
  }
  throw new Error("The configuration was accepted.");
}

describe("parseConfig", () => {
  it("requires only a secret: one cluster, no Git, no guest", () => {
    const config = parseConfig({ VITRINE_SECRET: SECRET });
    expect(config).toMatchObject({
      url: "http://localhost:3000",
      clusters: [{ name: "local" }],
      demoPeople: [],
      requestVerb: "request",
      development: false,
    });
    for (const key of ["git", "guest", "demoToken"]) expect(config).not.toHaveProperty(key);
    expect(config.signIn).toEqual([]);
  });

  const accepted: [why: string, variables: Record<string, string>, expected: object][] = [
    [
      "reduces the URL to its origin",
      { VITRINE_URL: "https://p.example.com/catalog/" },
      { url: "https://p.example.com" },
    ],
    ["uses the server's port in the default URL", { PORT: "4711" }, { url: "http://localhost:4711" }],
    [
      "reads a Git host and drops the trailing slash of its URL",
      { VITRINE_GIT: JSON.stringify({ ...GITEA, url: "https://git.example.com/", tokenFile: "/token" }) },
      { repositories: [{ ...GITEA, tokenFile: "/token" }] },
    ],
    [
      "reads a sign-in whose secret is in a file",
      {
        VITRINE_SIGN_IN: JSON.stringify({ ...SIGN_IN, url: `${SIGN_IN.url}/`, clientSecretFile: "/secret" }),
      },
      {
        signIn: [{ ...SIGN_IN, id: "gitea", clientSecretFile: "/secret", name: "Gitea", usernamePrefix: "" }],
      },
    ],
    [
      "reads a sign-in with another name and a group prefix",
      {
        VITRINE_SIGN_IN: JSON.stringify({
          ...SIGN_IN,
          clientSecret: "x",
          name: "Forgejo",
          groupPrefix: "git:",
        }),
      },
      { signIn: [{ name: "Forgejo", groupPrefix: "git:" }] },
    ],
    [
      "reads several sign-ins in their order",
      {
        VITRINE_SIGN_IN: JSON.stringify([
          { ...SIGN_IN, id: "code", clientSecret: "x" },
          { ...SIGN_IN, clientSecret: "y" },
        ]),
      },
      { signIn: [{ id: "code" }, { id: "gitea" }] },
    ],
    [
      "reads a sign-in with GitHub",
      {
        VITRINE_SIGN_IN: JSON.stringify({ provider: "github", clientId: "x", clientSecretEnv: "HOME" }),
        HOME: "/",
      },
      { signIn: [{ id: "github", name: "GitHub", url: "https://github.com", groupPrefix: "" }] },
    ],
    [
      "reads OpenID Connect with the defaults of the kube-apiserver, and keeps the issuer as it is",
      { VITRINE_SIGN_IN: JSON.stringify(OIDC) },
      {
        signIn: [
          {
            ...OIDC,
            id: "oidc",
            usernameClaim: "sub",
            groupsClaim: "groups",
            groupsPrefix: "",
            signingAlgorithms: ["RS256"],
          },
        ],
      },
    ],
    [
      "ignores an empty variable",
      { VITRINE_URL: "", VITRINE_GIT: "" },
      { url: "http://localhost:3000", clusters: [{ name: "local" }] },
    ],
    [
      "reads several clusters",
      { VITRINE_CLUSTERS: '[{"name":"a"},{"name":"b","kubeconfig":"/k","context":"c"}]' },
      { clusters: [{ name: "a" }, { name: "b", kubeconfig: "/k", context: "c" }] },
    ],
    [
      "reads a guest without groups or email address",
      { VITRINE_GUEST: '{"user":"guest","name":"Guest"}' },
      { guest: { user: "guest", name: "Guest", email: "", groups: [] } },
    ],
    [
      "reads the description of a person",
      { VITRINE_DEMO_PEOPLE: '[{"user":"ana","name":"Ana","about":"Asks."}]' },
      { demoPeople: [{ user: "ana", name: "Ana", about: "Asks." }] },
    ],
    [
      "reads rate limits and uses the defaults for the others",
      { VITRINE_LIMITS: '{"write":{"burst":5,"perSecond":0.5}}' },
      {
        limits: {
          write: { burst: 5, perSecond: 0.5 },
          person: { burst: expect.any(Number), perSecond: expect.any(Number) },
        },
      },
    ],
    [
      "reads the probe port, the trusted proxies and the image hosts",
      {
        VITRINE_PROBE_PORT: "9090",
        VITRINE_TRUSTED_PROXIES: "1",
        VITRINE_IMAGE_HOSTS: '["icons.example.com","*.cdn.example.com:8443"]',
      },
      { probePort: 9090, trustedProxies: 1, imageHosts: ["icons.example.com", "*.cdn.example.com:8443"] },
    ],
    [
      "reads the look, with a logo at an image host",
      {
        VITRINE_IMAGE_HOSTS: '["*.example.com"]',
        VITRINE_LOOK: '{"name":" Acme ","logo":"https://cdn.example.com/logo.svg","hue":150}',
      },
      { look: { name: "Acme", logo: "https://cdn.example.com/logo.svg", hue: 150 } },
    ],
    [
      "accepts people of a demo on a loopback address",
      { VITRINE_URL: "http://127.0.0.1:3000", VITRINE_DEMO_PEOPLE: PEOPLE },
      { demoPeople: [{ user: "ana" }] },
    ],
    [
      "accepts people of a demo on a loopback name",
      { VITRINE_URL: "https://portal.localhost", VITRINE_GUEST: PERSON },
      { guest: { user: "ana" } },
    ],
    [
      "accepts people of a demo on another host with the confirmation",
      {
        VITRINE_URL: "https://portal.example.com",
        VITRINE_DEMO_PEOPLE: PEOPLE,
        VITRINE_DEMO_PEOPLE_ANYWHERE: "yes, anyone may be anyone",
      },
      { demoPeople: [{ user: "ana" }] },
    ],
    ["reads the verb `create` for requests", { VITRINE_REQUEST_VERB: "create" }, { requestVerb: "create" }],
  ];
  it.each(accepted)("%s", (_why, variables, expected) => {
    expect(parseConfig({ VITRINE_SECRET: SECRET, ...variables })).toMatchObject(expected);
  });

  const refused: [why: string, variables: Record<string, string>, says: RegExp][] = [
    ["a missing secret", { VITRINE_SECRET: "" }, /VITRINE_SECRET is not set.*openssl/],
    ["a short secret", { VITRINE_SECRET: "short" }, /VITRINE_SECRET is wrong/],
    [
      "people of a demo on another host",
      { VITRINE_URL: ELSEWHERE, VITRINE_DEMO_PEOPLE: PEOPLE },
      /VITRINE_DEMO_PEOPLE lets anyone be these people, and others can reach https:..portal/,
    ],
    [
      "people of a demo on another host over plain HTTP",
      { VITRINE_URL: "http://10.1.2.3:3000", VITRINE_DEMO_PEOPLE: PEOPLE },
      /VITRINE_DEMO_PEOPLE lets anyone/,
    ],
    [
      "a host name that begins with localhost",
      { VITRINE_URL: "https://localhost.example.com", VITRINE_GUEST: PERSON },
      /VITRINE_GUEST lets anyone/,
    ],
    [
      "a token of a demo on another host",
      { VITRINE_URL: ELSEWHERE, VITRINE_DEMO_TOKEN: '{"token":"0123456789abcdef","user":"s","name":"S"}' },
      /VITRINE_DEMO_TOKEN lets anyone/,
    ],
    [
      "a confirmation other than the full sentence",
      { VITRINE_URL: ELSEWHERE, VITRINE_GUEST: PERSON, VITRINE_DEMO_PEOPLE_ANYWHERE: "true" },
      /VITRINE_DEMO_PEOPLE_ANYWHERE is wrong/,
    ],
    [
      "a rate limit of zero",
      { VITRINE_LIMITS: '{"write":{"burst":0,"perSecond":1}}' },
      /VITRINE_LIMITS is wrong/,
    ],
    [
      "a rate limit with an unknown name",
      { VITRINE_LIMITS: `{"writes":{}}` },
      /VITRINE_LIMITS has an unknown key, writes. Did you mean write\?/,
    ],
    [
      "an image host that would extend the content security policy",
      { VITRINE_IMAGE_HOSTS: '["icons.example.com; script-src *"]' },
      /VITRINE_IMAGE_HOSTS is wrong/,
    ],
    [
      "a logo at a host that pages may not load from",
      { VITRINE_LOOK: '{"logo":"https://cdn.example.com/logo.svg"}' },
      /VITRINE_LOOK is wrong at logo.*imageHosts/,
    ],
    [
      "a logo that is a script",
      { VITRINE_LOOK: '{"logo":"javascript:alert(1)"}' },
      /VITRINE_LOOK is wrong at logo/,
    ],
    ["a hue that is none", { VITRINE_LOOK: '{"hue":"0}body{display:none"}' }, /VITRINE_LOOK is wrong at hue/],
    [
      "the same port for the server and for probes",
      { PORT: "3000", VITRINE_PROBE_PORT: "3000" },
      /VITRINE_PROBE_PORT is wrong/,
    ],
    ["a URL without a scheme", { VITRINE_URL: "portal.example.com" }, /VITRINE_URL is wrong.*https:/],
    ["a URL with a scheme other than HTTP", { VITRINE_URL: "ftp://a.example.com" }, /VITRINE_URL is wrong/],
    ["truncated JSON", { VITRINE_CLUSTERS: '[{"name":' }, /VITRINE_CLUSTERS is wrong \(not JSON\)/],
    ["an empty list of clusters", { VITRINE_CLUSTERS: "[]" }, /VITRINE_CLUSTERS is wrong/],
    [
      "a cluster name that is invalid in URLs",
      { VITRINE_CLUSTERS: '[{"name":"a.b"}]' },
      /VITRINE_CLUSTERS is wrong at 0\.name/,
    ],
    [
      "two clusters with one name",
      { VITRINE_CLUSTERS: '[{"name":"a"},{"name":"a"}]' },
      /two clusters are named "a"/,
    ],
    [
      "an unknown Git host",
      { VITRINE_GIT: '{"provider":"svn","path":"/x","name":"x","branch":"main"}' },
      /VITRINE_GIT is wrong at provider/,
    ],
    [
      "a Git host without a token",
      { VITRINE_GIT: JSON.stringify(GITEA) },
      /VITRINE_GIT is wrong.*either token, tokenFile or tokenEnv/,
    ],
    [
      "a Git host with two tokens",
      { VITRINE_GIT: JSON.stringify({ ...GITEA, token: "x", tokenFile: "/x" }) },
      /VITRINE_GIT is wrong.*either token, tokenFile or tokenEnv/,
    ],
    [
      "a Git host whose URL is invalid",
      { VITRINE_GIT: JSON.stringify({ ...GITEA, token: "x", url: "git.example.com" }) },
      /VITRINE_GIT is wrong at url/,
    ],
    [
      "sign-in without a secret",
      { VITRINE_SIGN_IN: JSON.stringify(SIGN_IN) },
      /VITRINE_SIGN_IN is wrong.*either clientSecret, clientSecretFile or clientSecretEnv/,
    ],
    [
      "a sign-in with two secrets",
      { VITRINE_SIGN_IN: JSON.stringify({ ...SIGN_IN, clientSecret: "x", clientSecretFile: "/x" }) },
      /VITRINE_SIGN_IN is wrong.*either clientSecret, clientSecretFile or clientSecretEnv/,
    ],
    [
      "a sign-in with an unknown provider",
      { VITRINE_SIGN_IN: JSON.stringify({ ...SIGN_IN, provider: "saml", clientSecret: "x" }) },
      /VITRINE_SIGN_IN is wrong at provider/,
    ],
    [
      "two sign-ins with one id",
      { VITRINE_SIGN_IN: JSON.stringify([WITH_SECRET, WITH_SECRET]) },
      /VITRINE_SIGN_IN is wrong at 1\.id \(two sign-ins have the id "gitea"/,
    ],
    [
      "a sign-in with the id of the guest",
      { VITRINE_SIGN_IN: JSON.stringify({ ...WITH_SECRET, id: "guest" }) },
      /VITRINE_SIGN_IN is wrong at id \(guest, demo, token, setup are reserved/,
    ],
    [
      "a sign-in with an id that is invalid in URLs",
      { VITRINE_SIGN_IN: JSON.stringify([{ ...WITH_SECRET, id: "a/b" }]) },
      /VITRINE_SIGN_IN is wrong at 0\.id/,
    ],
    [
      "a sign-in with a misspelt key",
      { VITRINE_SIGN_IN: JSON.stringify([{ ...WITH_SECRET, groupPrefx: "x" }]) },
      /VITRINE_SIGN_IN has an unknown key, 0\.groupPrefx\. Did you mean groupPrefix/,
    ],
    ["a sign-in that is no object", { VITRINE_SIGN_IN: "3" }, /VITRINE_SIGN_IN is wrong \(/],
    [
      "an issuer without encryption",
      { VITRINE_SIGN_IN: JSON.stringify({ ...OIDC, issuer: "http://login.example.com" }) },
      /VITRINE_SIGN_IN is wrong at issuer \(only an issuer on loopback/,
    ],
    [
      "an algorithm whose key is a shared secret",
      { VITRINE_SIGN_IN: JSON.stringify({ ...OIDC, signingAlgorithms: ["HS256"] }) },
      /VITRINE_SIGN_IN is wrong at signingAlgorithms\.0/,
    ],
    [
      "scopes without openid, which give no identity",
      { VITRINE_SIGN_IN: JSON.stringify({ ...OIDC, scopes: ["profile"] }) },
      /VITRINE_SIGN_IN is wrong at scopes \(the scope openid/,
    ],
    [
      "OpenID Connect with two secrets",
      { VITRINE_SIGN_IN: JSON.stringify({ ...OIDC, clientSecret: "x", clientSecretFile: "/x" }) },
      /VITRINE_SIGN_IN is wrong \(only one of clientSecret/,
    ],
    ["an unknown verb", { VITRINE_REQUEST_VERB: "write" }, /VITRINE_REQUEST_VERB.*"request" or "create"/],
    [
      "a short token",
      { VITRINE_DEMO_TOKEN: '{"token":"x","user":"a","name":"A"}' },
      /VITRINE_DEMO_TOKEN is wrong at token/,
    ],
  ];
  it.each(refused)("refuses %s", (_why, variables, says) => {
    const error = failure({ VITRINE_SECRET: SECRET, ...variables });
    expect(error.code).toBe("misconfigured");
    expect(error.detail).toMatch(says);
    expect(error.suggestion).toBeTruthy();
  });

  it("lists every invalid variable at once, without values", () => {
    const error = failure({ VITRINE_SECRET: "hunter2", VITRINE_GUEST: '{"user":"hunter2"}' });
    expect(error.errors.map(({ path }) => path)).toEqual(["/VITRINE_SECRET", "/VITRINE_GUEST/name"]);
    expect(JSON.stringify(error.errors) + error.detail).not.toContain("hunter2");
  });
});
