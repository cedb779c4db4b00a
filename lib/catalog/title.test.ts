import { expect, it } from "vitest";
import { humaniseKind } from "#lib/catalog/title";

const rows: [kind: string, title: string, reason: string][] = [
  ["NamespaceClaim", "Namespace claim", "camel case, sentence case"],
  ["RDS", "RDS", "an acronym as the whole name"],
  ["ai", "AI", "an acronym in lower case"],
  ["tekton", "Tekton", "a plain word"],
  ["PostgreSQL", "PostgreSQL", "a brand as one word"],
  ["XPostgreSQLInstance", "X PostgreSQL instance", "a brand inside a name"],
  ["MongoDB", "MongoDB", "a brand that ends in an acronym"],
  ["HTTPRoute", "HTTP route", "an acronym before a word"],
  ["IPAddressPool", "IP address pool", "an acronym that ends where a word starts"],
  ["APIs", "APIs", "a plural acronym"],
  ["RedisHA", "Redis HA", "an unknown acronym in capitals"],
  ["S3Bucket", "S3 bucket", "a digit that belongs to its word"],
  ["APIGatewayV2", "API gateway V2", "a version as one word"],
  ["cert-manager", "Cert manager", "a name with hyphens"],
  ["aws-rds", "AWS RDS", "acronyms with hyphens"],
  ["AWSEKSCluster", "AWS EKS cluster", "two consecutive acronyms"],
  ["IPAMPool", "IPAM pool", "an acronym that starts with another acronym"],
  ["IPv6Range", "IPv6 range", "an acronym with a lower-case letter"],
  ["x", "X", "one letter"],
  ["", "", "an empty name"],
];

it.each(rows)("turns '%s' into '%s': %s", (kind, title) => {
  expect(humaniseKind(kind)).toBe(title);
});
