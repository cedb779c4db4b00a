import { describe, expect, it } from "vitest";
import { parseConfig } from "#lib/config";
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
  it("needs a secret only: one cluster, no Git, no guest", () => {
    expect(parseConfig({ VITRINE_SECRET: SECRET })).toMatchObject({
      url: "http://localhost:3000",
      clusters: [{ name: "local" }],
      git: undefined,
      signIn: undefined,
      guest: undefined,
      demoPeople: [],
      demoToken: undefined,
      requestVerb: "request",
      development: false,
    });
  });

  const accepted: [why: string, variables: Record<string, string>, expected: object][] = [
    [
      "the address is an origin, whatever follows it",
      { VITRINE_URL: "https://p.example.com/catalog/" },
      { url: "https://p.example.com" },
    ],
    ["without an address the port of the server counts", { PORT: "4711" }, { url: "http://localhost:4711" }],
    [
      "a Git host, without the slash that its address may end with",
      { VITRINE_GIT: JSON.stringify({ ...GITEA, url: "https://git.example.com/", tokenFile: "/token" }) },
      { git: { ...GITEA, tokenFile: "/token" } },
    ],
    [
      "sign-in with a Git host, whose secret lies in a file",
      {
        VITRINE_SIGN_IN: JSON.stringify({ ...SIGN_IN, url: `${SIGN_IN.url}/`, clientSecretFile: "/secret" }),
      },
      { signIn: { ...SIGN_IN, clientSecretFile: "/secret", name: "Gitea", groupPrefix: "" } },
    ],
    [
      "sign-in under another name, with groups of their own",
      {
        VITRINE_SIGN_IN: JSON.stringify({
          ...SIGN_IN,
          clientSecret: "x",
          name: "Forgejo",
          groupPrefix: "git:",
        }),
      },
      { signIn: { name: "Forgejo", groupPrefix: "git:" } },
    ],
    ["an empty variable is one that is not set", { VITRINE_URL: "", VITRINE_GIT: "" }, { git: undefined }],
    [
      "several clusters",
      { VITRINE_CLUSTERS: '[{"name":"a"},{"name":"b","kubeconfig":"/k","context":"c"}]' },
      { clusters: [{ name: "a" }, { name: "b", kubeconfig: "/k", context: "c" }] },
    ],
    [
      "a guest without groups or address",
      { VITRINE_GUEST: '{"user":"guest","name":"Guest"}' },
      { guest: { user: "guest", name: "Guest", email: "", groups: [] } },
    ],
    [
      "what a person may do, in words",
      { VITRINE_DEMO_PEOPLE: '[{"user":"ana","name":"Ana","about":"Asks."}]' },
      { demoPeople: [{ user: "ana", name: "Ana", about: "Asks." }] },
    ],
    [
      "limits of calls, each with the default of what is not named",
      { VITRINE_LIMITS: '{"write":{"burst":5,"perSecond":0.5}}' },
      {
        limits: {
          write: { burst: 5, perSecond: 0.5 },
          person: { burst: expect.any(Number), perSecond: expect.any(Number) },
        },
      },
    ],
    [
      "a port for probes, proxies, and hosts of icons",
      {
        VITRINE_PROBE_PORT: "9090",
        VITRINE_TRUSTED_PROXIES: "1",
        VITRINE_IMAGE_HOSTS: '["icons.example.com","*.cdn.example.com:8443"]',
      },
      { probePort: 9090, trustedProxies: 1, imageHosts: ["icons.example.com", "*.cdn.example.com:8443"] },
    ],
    [
      "people of a demo on this machine",
      { VITRINE_URL: "http://127.0.0.1:3000", VITRINE_DEMO_PEOPLE: PEOPLE },
      { demoPeople: [{ user: "ana" }] },
    ],
    [
      "people of a demo on this machine, by its name",
      { VITRINE_URL: "https://portal.localhost", VITRINE_GUEST: PERSON },
      { guest: { user: "ana" } },
    ],
    [
      "people of a demo elsewhere, said twice",
      {
        VITRINE_URL: "https://portal.example.com",
        VITRINE_DEMO_PEOPLE: PEOPLE,
        VITRINE_DEMO_PEOPLE_ANYWHERE: "yes, anyone may be anyone",
      },
      { demoPeople: [{ user: "ana" }] },
    ],
    ["plain create as the verb of a request", { VITRINE_REQUEST_VERB: "create" }, { requestVerb: "create" }],
  ];
  it.each(accepted)("%s", (_why, variables, expected) => {
    expect(parseConfig({ VITRINE_SECRET: SECRET, ...variables })).toMatchObject(expected);
  });

  const refused: [why: string, variables: Record<string, string>, says: RegExp][] = [
    [
      "a session cannot be signed without a secret",
      { VITRINE_SECRET: "" },
      /VITRINE_SECRET is not set.*openssl/,
    ],
    ["a short secret can be guessed", { VITRINE_SECRET: "short" }, /VITRINE_SECRET is wrong/],
    [
      "anyone could be these people from anywhere",
      { VITRINE_URL: ELSEWHERE, VITRINE_DEMO_PEOPLE: PEOPLE },
      /VITRINE_DEMO_PEOPLE lets anyone be these people, and others can reach https:..portal/,
    ],
    [
      "plain HTTP is no safer",
      { VITRINE_URL: "http://10.1.2.3:3000", VITRINE_DEMO_PEOPLE: PEOPLE },
      /VITRINE_DEMO_PEOPLE lets anyone/,
    ],
    [
      "a name that begins like loopback is none",
      { VITRINE_URL: "https://localhost.example.com", VITRINE_GUEST: PERSON },
      /VITRINE_GUEST lets anyone/,
    ],
    [
      "a token of a demo is known to whoever started the demo",
      { VITRINE_URL: ELSEWHERE, VITRINE_DEMO_TOKEN: '{"token":"0123456789abcdef","user":"s","name":"S"}' },
      /VITRINE_DEMO_TOKEN lets anyone/,
    ],
    [
      "saying it twice takes the whole sentence",
      { VITRINE_URL: ELSEWHERE, VITRINE_GUEST: PERSON, VITRINE_DEMO_PEOPLE_ANYWHERE: "true" },
      /VITRINE_DEMO_PEOPLE_ANYWHERE is wrong/,
    ],
    [
      "a limit is positive",
      { VITRINE_LIMITS: '{"write":{"burst":0,"perSecond":1}}' },
      /VITRINE_LIMITS is wrong/,
    ],
    [
      "a limit with a wrong name limits nothing",
      { VITRINE_LIMITS: '{"writes":{}}' },
      /VITRINE_LIMITS is wrong/,
    ],
    [
      "a host of icons must not add to the content security policy",
      { VITRINE_IMAGE_HOSTS: '["icons.example.com; script-src *"]' },
      /VITRINE_IMAGE_HOSTS is wrong/,
    ],
    ["one port cannot be both", { PORT: "3000", VITRINE_PROBE_PORT: "3000" }, /VITRINE_PROBE_PORT is wrong/],
    [
      "an address without a scheme is a path",
      { VITRINE_URL: "portal.example.com" },
      /VITRINE_URL is wrong.*https:/,
    ],
    ["other schemes are no web address", { VITRINE_URL: "ftp://a.example.com" }, /VITRINE_URL is wrong/],
    ["JSON that is cut off", { VITRINE_CLUSTERS: '[{"name":' }, /VITRINE_CLUSTERS is wrong \(not JSON\)/],
    ["no cluster at all", { VITRINE_CLUSTERS: "[]" }, /VITRINE_CLUSTERS is wrong/],
    [
      "a cluster's name stands in addresses",
      { VITRINE_CLUSTERS: '[{"name":"a.b"}]' },
      /VITRINE_CLUSTERS is wrong at 0\.name/,
    ],
    [
      "references name their cluster, so names differ",
      { VITRINE_CLUSTERS: '[{"name":"a"},{"name":"a"}]' },
      /two clusters are named "a"/,
    ],
    [
      "a Git host that is not built in",
      { VITRINE_GIT: '{"provider":"svn","path":"/x","name":"x","branch":"main"}' },
      /VITRINE_GIT is wrong at provider/,
    ],
    [
      "a Git host without a token",
      { VITRINE_GIT: JSON.stringify(GITEA) },
      /VITRINE_GIT is wrong.*either token or tokenFile/,
    ],
    [
      "a Git host with two tokens, of which one would be ignored",
      { VITRINE_GIT: JSON.stringify({ ...GITEA, token: "x", tokenFile: "/x" }) },
      /VITRINE_GIT is wrong.*either token or tokenFile/,
    ],
    [
      "a Git host that is no address",
      { VITRINE_GIT: JSON.stringify({ ...GITEA, token: "x", url: "git.example.com" }) },
      /VITRINE_GIT is wrong at url/,
    ],
    [
      "sign-in without a secret",
      { VITRINE_SIGN_IN: JSON.stringify(SIGN_IN) },
      /VITRINE_SIGN_IN is wrong.*either clientSecret or clientSecretFile/,
    ],
    [
      "sign-in with two secrets, of which one would be ignored",
      { VITRINE_SIGN_IN: JSON.stringify({ ...SIGN_IN, clientSecret: "x", clientSecretFile: "/x" }) },
      /VITRINE_SIGN_IN is wrong.*either clientSecret or clientSecretFile/,
    ],
    [
      "sign-in with whom the portal does not know",
      { VITRINE_SIGN_IN: JSON.stringify({ ...SIGN_IN, provider: "saml", clientSecret: "x" }) },
      /VITRINE_SIGN_IN is wrong at provider/,
    ],
    [
      "a verb that no role knows",
      { VITRINE_REQUEST_VERB: "write" },
      /VITRINE_REQUEST_VERB.*"request" or "create"/,
    ],
    [
      "a token short enough to be guessed",
      { VITRINE_DEMO_TOKEN: '{"token":"x","user":"a","name":"A"}' },
      /VITRINE_DEMO_TOKEN is wrong at token/,
    ],
  ];
  it.each(refused)("refuses: %s", (_why, variables, says) => {
    const error = failure({ VITRINE_SECRET: SECRET, ...variables });
    expect(error.code).toBe("misconfigured");
    expect(error.detail).toMatch(says);
    expect(error.suggestion).toBeTruthy();
  });

  it("names every wrong variable at once, and never a value", () => {
    const error = failure({ VITRINE_SECRET: "hunter2", VITRINE_GUEST: '{"user":"hunter2"}' });
    expect(error.errors.map(({ path }) => path)).toEqual(["/VITRINE_SECRET", "/VITRINE_GUEST/name"]);
    expect(JSON.stringify(error.errors) + error.detail).not.toContain("hunter2");
  });
});
