import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { CHART, renderChart, runHelm } from "#deploy/helm";
import { compareRenderings } from "#deploy/testing/rendering-diff";
import { VALUE_ROWS } from "#deploy/testing/value-rows";
import { listValuePaths, setValue } from "#deploy/testing/values";

let stack: StackBase;
const BUILD = 600_000;

beforeAll(async () => {
  stack = openStack();
  await stack.obtain("helm");
}, BUILD);

afterAll(() => stack.close());

it("helm finds no fault in the chart", async () => {
  expect(await runHelm(stack, ["lint", "--strict", CHART])).toContain("1 chart(s) linted, 0 chart(s) failed");
});

describe("values of the chart", () => {
  it("each have a row below", async () => {
    expect(VALUE_ROWS.map(({ path }) => path).sort()).toEqual((await listValuePaths()).sort());
  });

  it.each(VALUE_ROWS)("$path changes the rendering", async ({ path, value, given = {}, changes, more }) => {
    const before = await renderChart(stack, given);
    const found = compareRenderings(before, await renderChart(stack, setValue(given, path, value)));
    expect(found).toEqual(more ? expect.arrayContaining(changes) : changes);
    expect(changes).not.toEqual([]);
  });

  it("change the Pods when the configuration changes", async () => {
    const hashOf = (text: string) => /checksum\/configuration: (\S+)/.exec(text)?.[1];
    const before = hashOf(await renderChart(stack));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(await renderChart(stack, { config: { logLevel: "debug" } }))).not.toBe(before);
  });

  it.each([
    [
      "a variable replaces the file of the session secret",
      { config: { secretEnv: "SESSION" } },
      "secretFile",
    ],
    [
      "the token of the account is absent where each cluster has a kubeconfig",
      { config: { clusters: [{ name: "prod", kubeconfig: "/etc/vitrine/clusters/prod/config" }] } },
      "serviceAccountToken",
    ],
  ])("%s", async (_reason, values, absent) => {
    expect(await renderChart(stack)).toContain(absent);
    expect(await renderChart(stack, values)).not.toContain(absent);
  });

  it("mounts the token where one of several clusters has no kubeconfig", async () => {
    const clusters = [{ name: "prod", kubeconfig: "/etc/vitrine/clusters/prod/config" }, { name: "local" }];
    expect(await renderChart(stack, { config: { clusters } })).toContain("serviceAccountToken");
  });
});

const GIT = {
  provider: "gitea",
  url: "https://git.example.com",
  owner: "a",
  repository: "b",
  branch: "main",
};

describe("helm refuses", () => {
  it.each([
    ["an unknown value", { replica: 3 }, "'replica' not allowed"],
    ["an unknown value below another", { rbac: { scopes: "wide" } }, "'scopes' not allowed"],
    ["an unknown key of the configuration", { config: { urll: "x" } }, "'urll' not allowed"],
    ["a value of another type", { replicas: "3" }, "/replicas"],
    ["a secret in the configuration", { config: { secret: "s".repeat(32) } }, "'secret' not allowed"],
    ["a token in the configuration", { config: { git: { ...GIT, token: "t" } } }, "/config/git"],
    [
      "a demo token",
      { config: { demoToken: { token: "t", user: "a", name: "A" } } },
      "'demoToken' not allowed",
    ],
    ["a configuration without a port for probes", { config: { probePort: null } }, "probePort"],
    ["all groups at once", { rbac: { groups: ["*"] } }, "/rbac/groups/0"],
    ["the core group, which has Secrets", { rbac: { groups: [""] } }, "/rbac/groups/0"],
    ["a dry run of no offer", { rbac: { dryRun: { enabled: true } } }, "/rbac/dryRun/offers"],
    [
      "a dry run of every kind",
      { rbac: { dryRun: { enabled: true, offers: [{ group: "a.example.com", resources: ["*"] }] } } },
      "/rbac/dryRun/offers/0/resources/0",
    ],
    ["a password in the address of the proxy", { proxy: { https: "http://u:p@proxy:3128" } }, "/proxy/https"],
    [
      "a folder outside of /etc/vitrine",
      { secretFiles: [{ secret: "a", folder: "/tmp" }] },
      "/secretFiles/0/folder",
    ],
    [
      "a folder of the chart",
      { secretFiles: [{ secret: "a", folder: "/etc/vitrine/config" }] },
      "/secretFiles/0/folder",
    ],
    ["a secret in a variable", { env: [{ name: "VITRINE_SECRET", value: "s" }] }, "/env/0/name"],
    ["a tag in place of a digest", { image: { digest: "latest" } }, "/image/digest"],
    ["too short an end of a Pod", { terminationGracePeriodSeconds: 5 }, "/terminationGracePeriodSeconds"],
    ["an Ingress without the address", { ingress: { enabled: true } }, "Set config.url"],
    ["an HTTPRoute without a Gateway", { httpRoute: { enabled: true } }, "/httpRoute/parentRefs"],
  ])("%s", async (_reason, values, message) => {
    await expect(renderChart(stack, values)).rejects.toThrow(message);
  });

  it("no token in a file", async () => {
    const git = { ...GIT, tokenFile: "/etc/vitrine/secrets/git-token" };
    expect(await renderChart(stack, { config: { git } })).toContain(
      "tokenFile: /etc/vitrine/secrets/git-token",
    );
  });
});
