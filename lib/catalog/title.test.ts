import { expect, it } from "vitest";
import { humaniseKind } from "#lib/catalog/title";

const rows: [kind: string, title: string, reason: string][] = [
  ["NamespaceClaim", "Namespace claim", "camel case, sentence case"],
  ["RDS", "RDS", "an acronym alone"],
  ["ai", "AI", "an acronym that the author wrote small"],
  ["tekton", "Tekton", "a plain word"],
  ["PostgreSQL", "PostgreSQL", "a brand is one word"],
  ["XPostgreSQLInstance", "X PostgreSQL instance", "a brand inside"],
  ["MongoDB", "MongoDB", "a brand that ends in an acronym"],
  ["HTTPRoute", "HTTP route", "an acronym before a word"],
  ["IPAddressPool", "IP address pool", "the acronym ends where the word begins"],
  ["APIs", "APIs", "a plural acronym"],
  ["RedisHA", "Redis HA", "an unknown acronym stays in capitals"],
  ["S3Bucket", "S3 bucket", "a figure belongs to its word"],
  ["APIGatewayV2", "API gateway V2", "a version stays together"],
  ["cert-manager", "Cert manager", "a name with hyphens"],
  ["aws-rds", "AWS RDS", "acronyms with hyphens"],
  ["AWSEKSCluster", "AWS EKS cluster", "two acronyms side by side"],
  ["IPAMPool", "IPAM pool", "an acronym that only begins with another"],
  ["IPv6Range", "IPv6 range", "an acronym with a small letter"],
  ["x", "X", "one letter"],
  ["", "", "nothing"],
];

it.each(rows)("%s is %s: %s", (kind, title) => {
  expect(humaniseKind(kind)).toBe(title);
});
