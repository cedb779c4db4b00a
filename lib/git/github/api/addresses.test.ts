import { expect, it } from "vitest";
import { findApiAddresses } from "#lib/git/github/api/addresses";

it.each([
  ["https://github.com", "https://api.github.com", "https://api.github.com/graphql"],
  ["https://acme.ghe.com", "https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"],
  ["https://git.acme.org", "https://git.acme.org/api/v3", "https://git.acme.org/api/graphql"],
  ["https://acme.org/github", "https://acme.org/github/api/v3", "https://acme.org/github/api/graphql"],
  [
    "https://github.com.evil.org",
    "https://github.com.evil.org/api/v3",
    "https://github.com.evil.org/api/graphql",
  ],
])("finds the API of %s", (url, rest, graphql) => {
  expect(findApiAddresses(url)).toEqual({ rest, graphql });
});
