import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkConfigFile, parseConfig, readConfigFile } from "#lib/config/config";
import { readSecret } from "#lib/config/secret";
import { buildConfigurationSchema } from "#lib/config/settings";
import { toPortalError } from "#lib/errors";

const SECRET = "0123456789abcdef0123456789abcdef";

const folder = mkdtempSync(join(tmpdir(), "vitrine-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function writeConfig(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const file = (text: string) => ({ name: "vitrine.yaml", text });

const PORTAL = `
url: https://portal.example.com
clusters:
  - name: prod
    kubeconfig: /etc/vitrine/prod
git:
  provider: gitea
  url: https://git.example.com
  owner: platform
  repository: requests
  branch: main
  tokenEnv: GIT_TOKEN
trustedProxies: 1
`;

async function failure(run: () => unknown) {
  try {
    await run();
  } catch (error) {
    return toPortalError(error);
  }
  throw new Error("Nothing failed.");
}

describe("a configuration file", () => {
  it("is read like the environment, with YAML types", () => {
    const config = parseConfig({ VITRINE_SECRET: SECRET, GIT_TOKEN: "t" }, file(PORTAL));
    expect(config).toMatchObject({
      url: "https://portal.example.com",
      clusters: [{ name: "prod", kubeconfig: "/etc/vitrine/prod" }],
      repositories: [{ provider: "gitea", tokenEnv: "GIT_TOKEN" }],
      trustedProxies: 1,
      requestVerb: "request",
    });
  });

  it("has lower priority than the environment, key by key", () => {
    const variables = { VITRINE_SECRET: SECRET, GIT_TOKEN: "t", VITRINE_CLUSTERS: '[{"name":"dev"}]' };
    const config = parseConfig(variables, file(PORTAL));
    expect(config.clusters).toEqual([{ name: "dev", destinations: [] }]);
    expect(config.url).toBe("https://portal.example.com");
  });

  it("accepts paths without a cluster in a repository of one cluster", () => {
    const text =
      'clusters: [{ name: a }, { name: b }]\ngit: { provider: local, path: /a, name: a, branch: b, accepts: { clusters: [b] }, pathTemplate: "{name}" }';
    const { repositories } = parseConfig({ VITRINE_SECRET: SECRET }, file(text));
    expect(repositories[0]?.pathTemplate).toBe("{name}");
  });

  it("can be empty", () => {
    expect(parseConfig({ VITRINE_SECRET: SECRET }, file("# nothing yet\n")).clusters).toHaveLength(1);
  });

  it("can name a file or a variable with the secret that signs sessions", () => {
    const path = writeConfig("secret", `${SECRET}\n`);
    expect(parseConfig({}, file(`secretFile: ${path}`)).secret).toBe(SECRET);
    expect(parseConfig({ KEY: SECRET }, file("secretEnv: KEY")).secret).toBe(SECRET);
    const other = "f".repeat(32);
    expect(parseConfig({ VITRINE_SECRET: other }, file(`secretFile: ${path}`)).secret).toBe(other);
  });

  const refused: [why: string, text: string, message: string][] = [
    [
      "names the line of a template with an unknown variable",
      PORTAL.replace("tokenEnv: GIT_TOKEN", 'tokenFile: /token\n  pullRequest:\n    title: "{colour}"'),
      "vitrine.yaml:14: git.pullRequest.title is wrong ({colour} is not a variable here: use cluster,",
    ],
    [
      "names the line of a path template with an unknown variable",
      'url: http://localhost\npathTemplate: "{colour}/{name}.yaml"\n',
      "vitrine.yaml:2: pathTemplate is wrong ({colour} is not a variable. Use cluster,",
    ],
    [
      "refuses a path template that leaves its folder",
      'pathTemplate: "../{name}.yaml"',
      'pathTemplate is wrong (it has a "." or ".." part)',
    ],
    [
      "refuses paths without a cluster for several clusters",
      'clusters: [{ name: a }, { name: b }]\ngit: { provider: local, path: /a, name: a, branch: b }\npathTemplate: "{name}.yaml"',
      "vitrine.yaml:3: pathTemplate is wrong ({cluster} is missing",
    ],
    [
      "refuses such paths of one of several repositories",
      'clusters: [{ name: a }, { name: b }]\nrepositories:\n  - { provider: local, path: /a, name: a, branch: b }\n  - { provider: local, path: /c, name: c, branch: b, accepts: { clusters: ["*"] }, pathTemplate: "{name}" }',
      "vitrine.yaml:4: repositories.1.pathTemplate is wrong ({cluster} is missing",
    ],
    ["refuses a pattern of teams with two stars", 'teamGroups: ["a*b*"]', "teamGroups.0 is wrong"],
    ["names the line of a wrong value", "# one\nlogLevel: loud\n", "vitrine.yaml:2: logLevel is wrong"],
    [
      "says what is expected",
      "git: { provider: gitea, url: git.example.com }",
      "git.url is wrong (Invalid URL). Expected: an address such as https://git.example.com.",
    ],
    [
      "names the line of the object that lacks a key",
      "url: http://localhost\ngit:\n  provider: local\n  path: /data\n  branch: main\n",
      "vitrine.yaml:2: git.name is missing. Expected: a name of letters",
    ],
    [
      "names the item of a list",
      "clusters:\n  - name: prod\n  - name: Test\n",
      "vitrine.yaml:3: clusters.1.name is wrong",
    ],
    [
      "knows the key that was meant",
      "clusters:\n  - name: prod\n    kubeConfig: /k\n",
      "vitrine.yaml:3: clusters.0.kubeConfig is an unknown key. Did you mean kubeconfig?",
    ],
    [
      "lists the known keys where none is similar",
      "guest: { user: a, name: A, shoe: 42 }",
      "guest.shoe is an unknown key. Known keys are user, name, email, groups, about.",
    ],
    ["knows a key of the wrong case at the top", "demopeople: []", "Did you mean demoPeople?"],
    [
      "refuses a number in quotes",
      'trustedProxies: "1"',
      "vitrine.yaml:1: trustedProxies is wrong (Invalid input: expected number, received string)",
    ],
    ["names the line of broken YAML", "url: x\ngit: [1\n", "vitrine.yaml:3: not YAML"],
    [
      "refuses a repeated key",
      "url: http://a.test\nurl: http://b.test\n",
      "vitrine.yaml:2: not YAML: Map keys",
    ],
    ["refuses a list", "- a\n", "vitrine.yaml:1: the file is not a map of keys"],
    [
      "refuses two secrets",
      "git: { provider: gitea, url: http://g.test, owner: o, repository: r, branch: b, token: t, tokenFile: /t }",
      "either token, tokenFile or tokenEnv is needed",
    ],
    [
      "refuses two secrets for webhooks",
      "git: { provider: gitlab, project: a/b, branch: b, token: t, webhookSecret: s, webhookSecretFile: /s }",
      "only one of webhookSecret, webhookSecretFile and webhookSecretEnv is possible",
    ],
    [
      "refuses a GitHub repository without any access",
      "git: { provider: github, owner: o, repository: r, branch: b }",
      "either app, token, tokenFile or tokenEnv is needed",
    ],
    [
      "refuses a GitLab project without its group",
      "git: { provider: gitlab, project: requests, branch: b, token: t }",
      "the full path of a project",
    ],
    [
      "refuses one repository twice",
      "repositories: [{ provider: local, path: /a, name: a, branch: b }, { provider: local, path: /a, name: c, branch: b }]",
      "repositories is wrong (two of them are /a)",
    ],
    [
      "refuses two repositories with one name",
      "repositories: [{ provider: local, path: /a, name: a, branch: b }, { provider: local, path: /c, name: a, branch: b }]",
      'two repositories are named "a": give one of them another `name`',
    ],
    [
      "refuses one repository beside several",
      "git: { provider: local, path: /a, name: a, branch: b }\nrepositories: [{ provider: local, path: /c, name: c, branch: b }]",
      "vitrine.yaml:1: git is wrong (there are `repositories` too: write all of them there)",
    ],
    [
      "refuses demo people at an address that others reach",
      "url: https://portal.example.com\nguest: { user: a, name: A }\n",
      "vitrine.yaml:2: guest lets anyone be these people, and others can reach https://portal.example.com.",
    ],
    [
      "refuses many aliases",
      `a: &a [${"x,".repeat(50)}]\nb: &b [${"*a,".repeat(50)}]\nc: [${"*b,".repeat(50)}]\n`,
      "not YAML",
    ],
  ];
  it.each(refused)("%s", async (_why, text, message) => {
    const error = await failure(() => parseConfig({ VITRINE_SECRET: SECRET }, file(text)));
    expect(error.code).toBe("misconfigured");
    expect(error.errors.map((one) => one.message).join("\n")).toContain(message);
    expect(error.suggestion).toMatch(/start the portal again/);
    expect(checkConfigFile(file(text)).map((one) => one.message)).toEqual(
      error.errors.map((one) => one.message),
    );
  });

  it("names a variable that holds no secret", async () => {
    const error = await failure(() => parseConfig({ VITRINE_SECRET: SECRET }, file(PORTAL)));
    expect(error.detail).toMatch(/^vitrine.yaml:12: git.tokenEnv is wrong .*GIT_TOKEN is not set/);
    expect(checkConfigFile(file(PORTAL))).toEqual([]);
  });

  it("never shows a value in an error", async () => {
    const text = 'secret: hunter2\ngit: { provider: gitea, token: ["hunter2"], hunter: hunter2 }\n';
    const error = await failure(() => parseConfig({}, file(text)));
    expect(error.errors.length).toBeGreaterThan(2);
    expect(error.detail + JSON.stringify(error.errors)).not.toContain("hunter2");
  });

  it("that is absent is named", async () => {
    const error = await failure(() => readConfigFile(join(folder, "absent.yaml")));
    expect(error).toMatchObject({ code: "misconfigured", detail: expect.stringContaining("absent.yaml") });
  });

  it("matches the published docs/configuration.schema.json", () => {
    const path = new URL("../../docs/configuration.schema.json", import.meta.url);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(buildConfigurationSchema());
  });
});

describe("readSecret", () => {
  it("reads a file at each use, so that a renewed secret needs no restart", async () => {
    const path = writeConfig("token", "one\n");
    expect(await readSecret({ tokenFile: path }, "token", "git")).toBe("one");
    writeConfig("token", "two\n");
    expect(await readSecret({ tokenFile: path }, "token", "git")).toBe("two");
  });

  it("names the key of a file that cannot be read", async () => {
    const error = await failure(() => readSecret({ tokenFile: join(folder, "none") }, "token", "git"));
    expect(error).toMatchObject({
      code: "misconfigured",
      detail: "The portal cannot read a secret: git.token.",
      suggestion: expect.stringContaining("git.tokenFile"),
    });
  });
});
