import { describe, expect, it } from "vitest";
import { isInstallationKind } from "#lib/catalog/inference/installation";

describe("isInstallationKind", () => {
  it.each([
    ["pkg.crossplane.io", "Provider", true],
    ["pkg.crossplane.io", "Function", true],
    ["operators.coreos.com", "Subscription", true],
    ["platform.kratix.io", "Destination", true],
    ["kro.run", "ResourceGraphDefinition", true],
    ["kro.run", "WebApp", false],
    ["aws.upbound.io", "ProviderConfig", true],
    ["aws.m.upbound.io", "ClusterProviderConfig", true],
    ["example.com", "ProviderConfigUsage", true],
    ["example.com", "OperatorConfiguration", true],
    ["example.com", "AppConfig", false],
    ["data.example.com", "Provider", false],
  ])("%s %s: %s", (group, kind, expected) => {
    expect(isInstallationKind({ group, kind })).toBe(expected);
  });
});
