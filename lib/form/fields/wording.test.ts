import { describe, expect, it } from "vitest";
import { checkName, suggestName } from "#lib/form/fields/object-name";
import { distinguishTitles, humaniseName } from "#lib/form/fields/title";
import { describeViolation } from "#lib/form/values/messages";

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
    ["hostIPs", "Host IPs"],
    ["vCPUs", "vCPUs"],
    ["vCpuCount", "vCPU count"],
    ["vcpu", "vCPU"],
    ["maxIOPS", "Max IOPS"],
    ["awsRegion", "AWS region"],
    ["ec2InstanceType", "EC2 instance type"],
    ["vpcCIDR", "VPC CIDR"],
    ["enableMTLS", "Enable mTLS"],
    ["mtlsMode", "mTLS mode"],
    ["grpcServerTlsConfig", "gRPC server TLS config"],
    ["ipv4Address", "IPv4 address"],
    ["jsonPointers", "JSON pointers"],
    ["targetSHA", "Target SHA"],
    ["ttlSecondsAfterFinished", "TTL seconds after finished"],
    ["oAuthToken", "OAuth token"],
    ["gitHubOrg", "GitHub org"],
    ["mongoDbVersion", "MongoDB version"],
    ["enablePostgres", "Enable Postgres"],
    ["azureSDConfigs", "Azure SD configs"],
    ["gceSDConfigs", "GCE SD configs"],
    ["azureDevOps", "Azure DevOps"],
    ["tsdb", "TSDB"],
    ["walCompression", "WAL compression"],
    ["seLinuxOptions", "SELinux options"],
    ["appArmorProfile", "AppArmor profile"],
    ["iscsi", "iSCSI"],
    ["targetWWNs", "Target WWNs"],
    ["pagerdutyUrl", "PagerDuty URL"],
    ["opsGenieApiKey", "Opsgenie API key"],
    ["kafkaTopics", "Kafka topics"],
    ["storageGB", "Storage GB"],
    ["requestsPerSecond", "Requests per second"],
    ["caBundle", "CA bundle"],
    ["clientCAFile", "Client CA file"],
    ["helmChart", "Helm chart"],
    ["maintenanceWindows", "Maintenance windows"],
    ["showAds", "Show ads"],
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

describe("distinguishTitles", () => {
  it.each<[why: string, names: string[], titles: string[]]>([
    ["two names with the same title", ["url", "URL", "name"], ["URL (url)", "URL (URL)", "Name"]],
    ["no names with different titles", ["host", "port"], ["Host", "Port"]],
  ])("distinguishes %s", (_why, names, titles) => {
    const named = distinguishTitles(names.map((name) => [name, { title: humaniseName(name) }] as const));
    expect([...named.values()].map(({ title }) => title)).toEqual(titles);
  });
});

describe("suggestName", () => {
  it.each<[why: string, kind: string, taken: string[], name: string]>([
    ["a name from the kind", "TeamEnvironment", [], "team-environment"],
    ["the next free number", "PostgreSQL", ["postgresql", "postgresql-2"], "postgresql-3"],
    ["at most 63 characters including the number", "A".repeat(80), ["a".repeat(63)], `${"a".repeat(61)}-2`],
    ["a fallback for a kind without letters", "___", [], "request"],
  ])("gives %s", (_why, kind, taken, name) => {
    expect(suggestName(kind, taken)).toBe(name);
    expect(checkName(name)).toBeUndefined();
  });
});

it("limits a suggested name to the maximum length of the API", () => {
  const form = { schema: { "x-vitrine-name": { maxLength: 8 } }, uiSchema: {}, defaults: {} };
  expect(suggestName("PostgreSQL", ["postgres"], form)).toBe("postgr-2");
});

describe("checkName", () => {
  it.each([
    ["", "Name is required."],
    ["Orders", "Name must be lower case: orders."],
    ["Orders DB", "Name must be lower case: orders-db."],
    ["orders_db", "Name can contain only a–z, 0–9, hyphens and dots."],
    ["-orders", "Name must start and end with a letter or digit, on both sides of each dot."],
    ["orders..db", "Name must start and end with a letter or digit, on both sides of each dot."],
    ["a".repeat(254), "Name must be at most 253 characters. This name has 254."],
    ["orders.db-1", undefined],
  ])("validates the name '%s'", (name, message) => {
    expect(checkName(name)).toBe(message);
  });

  it("applies the maximum length of the API", () => {
    const form = { schema: { "x-vitrine-name": { maxLength: 63 } }, uiSchema: {}, defaults: {} };
    expect(checkName("a".repeat(64), form)).toBe("Name must be at most 63 characters. This name has 64.");
  });
});

describe("describeViolation", () => {
  it.each([
    ["the name pattern of the API", "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"],
    ["an equivalent pattern that some authors write", "^[a-z0-9](?:[\\-a-z0-9]*[a-z0-9])?$"],
  ])("describes %s in words", (_why, pattern) => {
    expect(describeViolation("pattern", { pattern }, "Namespace")).toBe(
      "Namespace must be lower-case letters, digits and hyphens, with no hyphen at an end.",
    );
  });
});
