import { describe, expect, it } from "vitest";
import { type ClaimMapping, type Claims, pickClaims, readClaims } from "#lib/auth/oidc/claims";
import { nameFailure, type SignInFailure } from "#lib/auth/session/sign-in-failure";

const issuer = "https://login.example.com";
const mapping: ClaimMapping = {
  issuer,
  usernameClaim: "sub",
  usernamePrefix: undefined,
  groupsClaim: "groups",
  groupsPrefix: "",
  nameClaim: "name",
  requiredClaims: {},
};
const ana = { sub: "1234", email: "ana@example.com", name: "Ana" };
const byEmail = { usernameClaim: "email" };
const bare = { usernamePrefix: "-" };

type Row = [why: string, mapping: Partial<ClaimMapping>, claims: Claims, user: string, groups: string[]];

const accepted: Row[] = [
  ["prefixes the user with the issuer by default", {}, ana, `${issuer}#1234`, []],
  ["does not prefix an email address by default", byEmail, ana, "ana@example.com", []],
  [
    "prefixes an email address as configured",
    { ...byEmail, usernamePrefix: "oidc:" },
    ana,
    "oidc:ana@example.com",
    [],
  ],
  ["does not prefix the user when the prefix is -", bare, ana, "1234", []],
  ["accepts an empty prefix", { usernamePrefix: "" }, ana, "1234", []],
  [
    "accepts an email address that the provider says nothing about, as the kube-apiserver does",
    byEmail,
    ana,
    "ana@example.com",
    [],
  ],
  ["accepts a verified email address", byEmail, { ...ana, email_verified: true }, "ana@example.com", []],
  [
    "ignores an unverified email address that is not the user",
    bare,
    { ...ana, email_verified: false },
    "1234",
    [],
  ],
  ["reads a list of groups", bare, { ...ana, groups: ["b", "a", "b"] }, "1234", ["a", "b"]],
  ["reads one group as a text", bare, { ...ana, groups: "a" }, "1234", ["a"]],
  ["reads null as no groups", bare, { ...ana, groups: null }, "1234", []],
  [
    "reads groups from another claim, with a prefix",
    { ...bare, groupsClaim: "https://example.com/roles", groupsPrefix: "oidc:" },
    { ...ana, groups: ["x"], "https://example.com/roles": ["a"] },
    "1234",
    ["oidc:a"],
  ],
  [
    "drops groups that Kubernetes or kubeadm reserves",
    bare,
    { ...ana, groups: ["system:masters", "kubeadm:cluster-admins", "ops"] },
    "1234",
    ["ops"],
  ],
  [
    "drops a group that prefix and name make a reserved one",
    { ...bare, groupsPrefix: "system" },
    { ...ana, groups: [":masters"] },
    "1234",
    [],
  ],
  [
    "keeps a group behind a prefix, which makes it another group",
    { ...bare, groupsPrefix: "oidc:" },
    { ...ana, groups: ["system:masters"] },
    "1234",
    ["oidc:system:masters"],
  ],
  [
    "keeps a user behind a prefix, which makes it another user",
    { usernamePrefix: "oidc:" },
    { sub: "system:admin" },
    "oidc:system:admin",
    [],
  ],
  [
    "accepts claims with the required values",
    { ...bare, requiredClaims: { tenant: "a" } },
    { ...ana, tenant: "a" },
    "1234",
    [],
  ],
];

const refused: [
  why: string,
  mapping: Partial<ClaimMapping>,
  claims: Claims,
  failure: SignInFailure,
  named: string,
][] = [
  ["a user that Kubernetes reserves", bare, { sub: "system:admin" }, "barred", "sub"],
  ["a user that prefix and name make a reserved one", { usernamePrefix: "system:" }, ana, "barred", "sub"],
  ["a missing user", { usernameClaim: "upn" }, ana, "claims", "upn"],
  ["an empty user", bare, { sub: "" }, "claims", "sub"],
  ["a number as user", { usernameClaim: "uid" }, { ...ana, uid: 7 }, "claims", "uid"],
  ["a list as user", { usernameClaim: "uid" }, { ...ana, uid: ["root"] }, "claims", "uid"],
  ["an unverified email address", byEmail, { ...ana, email_verified: false }, "email", "email_verified"],
  [
    "an email address that is verified only as a text",
    byEmail,
    { ...ana, email_verified: "true" },
    "email",
    "email_verified",
  ],
  ["a number as groups", {}, { ...ana, groups: 7 }, "claims", "groups"],
  ["an object as groups", {}, { ...ana, groups: { admin: true } }, "claims", "groups"],
  ["a list with another value than texts", {}, { ...ana, groups: ["a", 7] }, "claims", "groups"],
  [
    "groups that the provider keeps elsewhere, because they are too many",
    {},
    { ...ana, _claim_names: { groups: "src1" } },
    "large",
    "groups",
  ],
  ["a missing required claim", { requiredClaims: { tenant: "a" } }, ana, "claims", "tenant"],
  [
    "another value of a required claim",
    { requiredClaims: { tenant: "a" } },
    { ...ana, tenant: "b" },
    "claims",
    "tenant",
  ],
  [
    "a required claim that is a list with the value",
    { requiredClaims: { tenant: "a" } },
    { ...ana, tenant: ["a"] },
    "claims",
    "tenant",
  ],
];

describe("readClaims", () => {
  it.each(accepted)("%s", (_why, changes, claims, user, groups) => {
    expect(readClaims({ ...mapping, ...changes }, claims)).toMatchObject({ user, groups });
  });

  it.each(refused)("refuses %s, and names the claim", (_why, changes, claims, failure, named) => {
    let error: unknown;
    try {
      readClaims({ ...mapping, ...changes }, claims);
    } catch (thrown) {
      error = thrown;
    }
    expect(nameFailure(error)).toBe(failure);
    expect(String(error)).toContain(named);
  });

  it("reads name and email address, and uses the user without a name", () => {
    expect(readClaims(mapping, ana)).toMatchObject({ name: "Ana", email: "ana@example.com" });
    expect(readClaims(mapping, { sub: "1234", email: 7 })).toMatchObject({ name: "1234", email: "" });
  });
});

it("pickClaims keeps the claims that decide, and drops the rest", () => {
  const changes = { usernameClaim: "upn", requiredClaims: { tenant: "a" } };
  const claims = { ...ana, upn: "ana", tenant: "a", groups: ["a"], picture: "x".repeat(9), nonce: "n" };
  const kept = pickClaims({ ...mapping, ...changes }, claims);
  expect(Object.keys(kept).sort()).toEqual(["email", "groups", "name", "sub", "tenant", "upn"]);
  expect(readClaims({ ...mapping, ...changes }, kept)).toEqual(
    readClaims({ ...mapping, ...changes }, claims),
  );
});
