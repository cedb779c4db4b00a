import { z } from "zod";
import { isReserved, listUsableGroups } from "#lib/auth/providers/reserved-names";
import type { Account } from "#lib/auth/providers/types";
import { SignInError } from "#lib/auth/session/sign-in-failure";
import type { ConfiguredOidcSignIn } from "#lib/config/sign-in";

export type Claims = Record<string, unknown>;

/** The part of the configuration that maps claims, as the flags `--oidc-…` of the kube-apiserver do. */
export type ClaimMapping = Pick<
  ConfiguredOidcSignIn,
  | "issuer"
  | "usernameClaim"
  | "usernamePrefix"
  | "groupsClaim"
  | "groupsPrefix"
  | "nameClaim"
  | "requiredClaims"
>;

const text = z.string().min(1);
const texts = z.union([z.string().transform((group) => [group]), z.array(z.string())]);

/**
 * The person of verified claims. The same claims give the same user and groups as at a kube-apiserver with these flags:
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#configuring-the-api-server
 *
 * Names that Kubernetes reserves are refused, or dropped from the groups, unless a prefix makes them others. The
 * kube-apiserver leaves this to the prefixes.
 * @throws SignInError for claims that name no person whom the portal admits
 */
export function readClaims(mapping: ClaimMapping, claims: Claims): Account {
  const { usernameClaim, nameClaim } = mapping;
  for (const [claim, value] of Object.entries(mapping.requiredClaims))
    if (claims[claim] !== value)
      throw new SignInError("claims", `The claim ${claim} has not the required value.`);
  // Whoever can write any address into a profile could otherwise be anyone.
  const { email_verified: isVerified = true } = claims;
  if (usernameClaim === "email" && isVerified !== true)
    throw new SignInError("email", "The claim email_verified is not true.");
  const name = text.safeParse(claims[usernameClaim]);
  if (!name.success) throw new SignInError("claims", `The claim ${usernameClaim} is not a text.`);
  const user = findUserPrefix(mapping) + name.data;
  if (isReserved(user))
    throw new SignInError("barred", `Kubernetes reserves the user name of ${usernameClaim}.`);
  return {
    user,
    name: text.safeParse(claims[nameClaim]).data ?? name.data,
    email: text.safeParse(claims.email).data ?? "",
    groups: readGroups(mapping, claims),
  };
}

/** The claims that `readClaims` uses, and the subject: a session needs no others. */
export function pickClaims(mapping: ClaimMapping, claims: Claims): Claims {
  const { usernameClaim, groupsClaim, nameClaim, requiredClaims } = mapping;
  const used = ["sub", "email", "email_verified", "_claim_names", usernameClaim, groupsClaim, nameClaim];
  const names = new Set([...used, ...Object.keys(requiredClaims)]);
  return Object.fromEntries(Object.entries(claims).filter(([claim]) => names.has(claim)));
}

function findUserPrefix({ issuer, usernameClaim, usernamePrefix }: ClaimMapping): string {
  if (usernamePrefix === undefined) return usernameClaim === "email" ? "" : `${issuer}#`;
  return usernamePrefix === "-" ? "" : usernamePrefix;
}

function readGroups({ groupsClaim, groupsPrefix }: ClaimMapping, claims: Claims): string[] {
  const given = claims[groupsClaim];
  if (given === undefined || given === null) {
    // A provider with a limit sends an address in place of a long list. Without it the person would lose access.
    const isElsewhere = z.looseObject({ [groupsClaim]: z.string() }).safeParse(claims._claim_names).success;
    if (isElsewhere)
      throw new SignInError("large", `The provider does not send the claim ${groupsClaim} itself.`);
    return [];
  }
  const groups = texts.safeParse(given);
  if (!groups.success)
    throw new SignInError("claims", `The claim ${groupsClaim} is neither a text nor a list of texts.`);
  return listUsableGroups(groups.data.map((group) => groupsPrefix + group));
}
