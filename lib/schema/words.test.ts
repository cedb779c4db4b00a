import { describe, expect, it } from "vitest";
import { describeBreach } from "#lib/schema/messages";
import { checkName, suggestName } from "#lib/schema/naming";
import { humaniseName } from "#lib/schema/title";

describe("humaniseName", () => {
  it.each([
    ["ingressClassName", "Ingress class name"],
    ["cpu", "CPU"],
    ["cpuLimit", "CPU limit"],
    ["dnsPolicy", "DNS policy"],
    ["baseURL", "Base URL"],
    ["tlsSecretName", "TLS secret name"],
    ["vpcId", "VPC ID"],
    ["subnetIDs", "Subnet IDs"],
    ["allowedCidrs", "Allowed CIDRs"],
    ["dnsNames", "DNS names"],
    ["podIPs", "Pod IPs"],
    ["HTTPSRedirect", "HTTPS redirect"],
    ["enableIPv6Only", "Enable IPv6 only"],
    ["postgresqlVersion", "PostgreSQL version"],
    ["snake_case-name", "Snake case name"],
    ["replicas2", "Replicas2"],
    ["hasBackup", "Has backup"],
    ["HIGH_AVAILABILITY", "High availability"],
    ["oauth2ClientID", "OAuth2 client ID"],
    ["sqsQueue", "SQS queue"],
    ["ipamPool", "Ipam pool"],
    ["x", "X"],
    ["_", "_"],
    ["", "(empty name)"],
  ])("%s → %s", (name, title) => {
    expect(humaniseName(name)).toBe(title);
  });
});

describe("suggestName", () => {
  it.each<[why: string, kind: string, taken: string[], name: string]>([
    ["the kind", "TeamEnvironment", [], "team-environment"],
    ["the next number that is free", "PostgreSQL", ["postgresql", "postgresql-2"], "postgresql-3"],
    ["at most 63 characters, the number included", "A".repeat(80), ["a".repeat(63)], `${"a".repeat(61)}-2`],
    ["something for a kind without letters", "___", [], "request"],
  ])("gives %s", (_why, kind, taken, name) => {
    expect(suggestName(kind, taken)).toBe(name);
    expect(checkName(name)).toBeUndefined();
  });
});

it("suggests no longer a name than the API takes", () => {
  const form = { schema: { "x-vitrine-name": { maxLength: 8 } }, uiSchema: {}, defaults: {} };
  expect(suggestName("PostgreSQL", ["postgres"], form)).toBe("postgr-2");
});

describe("checkName", () => {
  it.each([
    ["", "Name is required."],
    ["Orders", "Name must be lower case: orders."],
    ["Orders DB", "Name must be lower case: orders-db."],
    ["orders_db", "Name may hold a–z, 0–9, hyphens and dots only."],
    ["-orders", "Name must start and end with a letter or digit, on both sides of each dot."],
    ["orders..db", "Name must start and end with a letter or digit, on both sides of each dot."],
    ["a".repeat(254), "Name must be at most 253 characters; this has 254."],
    ["orders.db-1", undefined],
  ])("%s", (name, message) => {
    expect(checkName(name)).toBe(message);
  });

  it("keeps to the API's own limit", () => {
    const form = { schema: { "x-vitrine-name": { maxLength: 63 } }, uiSchema: {}, defaults: {} };
    expect(checkName("a".repeat(64), form)).toBe("Name must be at most 63 characters; this has 64.");
  });
});

describe("describeBreach", () => {
  it.each([
    ["a name's pattern as the API has it", "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"],
    ["the same as the browser's dialect writes it", "^[a-z0-9](?:[\\-a-z0-9]*[a-z0-9])?$"],
  ])("says %s in words", (_why, pattern) => {
    expect(describeBreach("pattern", { pattern }, "Namespace")).toBe(
      "Namespace must be lower-case letters, digits and hyphens, with no hyphen at an end.",
    );
  });
});
