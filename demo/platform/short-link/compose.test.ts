import { describe, expect, it } from "vitest";
import { composeShortLink } from "#demo/platform/short-link/compose";

const LINK = {
  claimRef: { name: "launch", namespace: "team-a" },
  path: "launch",
  target: "https://www.example.com/launch",
  permanent: false,
};
const compose = (spec: object = {}) =>
  composeShortLink({ metadata: { name: "launch-x7k2p" }, spec: { ...LINK, ...spec } }, {});

describe("composeShortLink", () => {
  it("creates one rule in the edge cluster with a name that is unique across teams", () => {
    const rule = { kind: "ConfigMap", metadata: { name: "team-a.launch", namespace: "edge" } };
    expect(Object.values(compose().parts)).toMatchObject([
      {
        kind: "Object",
        metadata: { name: "short-link.team-a.launch" },
        spec: { forProvider: { manifest: rule }, providerConfigRef: { name: "edge" } },
      },
    ]);
    expect(compose().status).toEqual({ address: "https://go.example.com/launch" });
  });

  it.each<[string, boolean, string]>([
    ["redirects temporarily", false, "302"],
    ["redirects permanently", true, "301"],
  ])("%s", (_reason, permanent, status) => {
    expect(compose({ permanent }).parts.rule?.spec).toMatchObject({
      forProvider: { manifest: { data: { path: "/launch", target: LINK.target, status } } },
    });
  });

  it("refuses an XShortLink without a claim", () => {
    expect(() => compose({ claimRef: undefined })).toThrow(/Ask for a ShortLink instead/);
  });
});
