import { z } from "zod";
import { LOOPBACK } from "#lib/config/event-webhooks";
import { address } from "#lib/config/git";
import { hasOneSecret, secretKeys } from "#lib/config/secret";

/** Names of sign-ins without an identity provider. */
const BUILT_IN = ["guest", "demo", "token", "setup"];

const id = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)
  .refine((given) => !BUILT_IN.includes(given), { message: `${BUILT_IN.join(", ")} are reserved` })
  .optional()
  .describe("the id in the callback address, /api/auth/callback/<id>; default: the provider");

const clientId = z.string().min(1);

const groupPrefix = z
  .string()
  .default("")
  .describe("a prefix of each group, so that subjects in roles show where they come from");

const loginPrefix = z
  .string()
  .default("")
  .describe("a prefix of the user; none where requests go to this host, which knows authors by their login");

const label = z.string().min(1);

const connectOnly = z
  .boolean()
  .optional()
  .describe("true where people only connect this account, and sign in with another provider");

const gitea = z
  .strictObject({
    provider: z.literal("gitea"),
    id,
    url: address,
    clientId,
    ...secretKeys("clientSecret", "the client secret of the OAuth2 application"),
    name: label.default("Gitea").describe("the label of the button"),
    connectOnly,
    usernamePrefix: loginPrefix,
    groupPrefix,
  })
  .refine(...hasOneSecret("clientSecret"));

const github = z
  .strictObject({
    provider: z.literal("github"),
    id,
    url: address.default("https://github.com").describe("GitHub, or a GitHub Enterprise Server"),
    clientId,
    ...secretKeys("clientSecret", "the client secret of the OAuth App or GitHub App"),
    name: label.default("GitHub").describe("the label of the button"),
    connectOnly,
    usernamePrefix: loginPrefix,
    groupPrefix,
    organizations: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("the organizations whose members can sign in and whose teams are groups; default: all"),
  })
  .refine(...hasOneSecret("clientSecret"));

const gitlab = z
  .strictObject({
    provider: z.literal("gitlab"),
    id,
    url: address.default("https://gitlab.com").describe("GitLab, or a self-managed GitLab"),
    clientId,
    ...secretKeys("clientSecret", "the secret of the application"),
    name: label.default("GitLab").describe("the label of the button"),
    connectOnly,
    usernamePrefix: loginPrefix,
    groupPrefix,
    groups: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "full paths of the groups whose members can sign in; only these and those below count; default: all",
      ),
  })
  .refine(...hasOneSecret("clientSecret"));

/** Signatures with a public key, as `--oidc-signing-algs` of the kube-apiserver accepts them. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"] as const;

/**
 * OpenID Connect. The claims and prefixes mean the same as the flags `--oidc-…` of the kube-apiserver:
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#configuring-the-api-server
 */
const oidc = z
  .strictObject({
    provider: z.literal("oidc"),
    id,
    // The issuer is compared letter by letter, so it stays as it is.
    issuer: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.startsWith("https:") || LOOPBACK.test(new URL(url).hostname), {
        message: "only an issuer on loopback can do without HTTPS",
      })
      .describe("the issuer, exactly as the provider writes it, such as https://login.example.com/realms/a"),
    clientId,
    ...secretKeys("clientSecret", "the client secret; none for a public client"),
    name: label.default("single sign-on").describe("the label of the button"),
    scopes: z
      .array(z.string().regex(/^\S+$/))
      .refine((scopes) => scopes.includes("openid"), { message: "the scope openid is needed" })
      .default(["openid", "profile", "email"]),
    usernameClaim: z.string().min(1).default("sub"),
    usernamePrefix: z
      .string()
      .optional()
      .describe('a prefix of the user; default: "<issuer>#", or none for the claim email; "-" for none'),
    groupsClaim: z.string().min(1).default("groups"),
    groupsPrefix: z.string().default("").describe("a prefix of each group"),
    nameClaim: z.string().min(1).default("name").describe("the claim with the readable name"),
    requiredClaims: z
      .record(z.string(), z.string())
      .default({})
      .describe("claims that each person must have, with their values"),
    authorizationParameters: z
      .record(z.string(), z.string())
      .default({})
      .describe('more parameters for the page of the provider, such as {"prompt":"consent"}'),
    audiences: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("the audiences of tokens that scripts send; default: the client id"),
    signingAlgorithms: z.array(z.enum(ALGORITHMS)).min(1).default(["RS256"]),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe("a file with the certificates, as PEM, that the portal trusts for the issuer alone"),
  })
  .refine(
    (given) =>
      hasOneSecret("clientSecret")[0](given) ||
      !(given.clientSecret ?? given.clientSecretFile ?? given.clientSecretEnv),
    { message: "only one of clientSecret, clientSecretFile and clientSecretEnv is possible" },
  );

const entry = z.discriminatedUnion("provider", [gitea, github, gitlab, oidc]);
const list = z.array(entry);

/** A sign-in with its id, which is unique. */
type WithId<T> = T extends unknown ? Omit<T, "id"> & { id: string } : never;

export type ConfiguredSignIn = WithId<z.infer<typeof entry>>;
export type ConfiguredGiteaSignIn = Extract<ConfiguredSignIn, { provider: "gitea" }>;
export type ConfiguredGitHubSignIn = Extract<ConfiguredSignIn, { provider: "github" }>;
export type ConfiguredGitLabSignIn = Extract<ConfiguredSignIn, { provider: "gitlab" }>;
export type ConfiguredOidcSignIn = Extract<ConfiguredSignIn, { provider: "oidc" }>;

/** Whether people sign in with it, and not only connect their account. */
export function admitsPeople(signIn: ConfiguredSignIn): boolean {
  return signIn.provider === "oidc" || !signIn.connectOnly;
}

/** The JSON Schema of one entry, or a list of them; zod cannot see through the transformation below. */
function describeInput() {
  const { $schema: _, ...one } = z.toJSONSchema(entry, { target: "draft-7", io: "input" });
  return { anyOf: [one, { type: "array", items: one }] };
}

/**
 * The identity providers that people sign in with, in the order of the buttons. A single object is a list of one;
 * the paths of its errors have no index.
 */
export const signIn = z
  .unknown()
  .meta(describeInput())
  .transform((given, context): ConfiguredSignIn[] => {
    const isList = Array.isArray(given);
    const parsed = list.safeParse(isList ? given : [given]);
    const entries = (parsed.data ?? []).map((one) => ({ ...one, id: one.id ?? one.provider }));
    const repeated = entries.findIndex(({ id }, at) => entries.findIndex((other) => other.id === id) < at);
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ ...issue, path: isList ? issue.path : issue.path.slice(1) });
    if (repeated >= 0)
      context.addIssue({
        code: "custom",
        path: [repeated, "id"],
        message: `two sign-ins have the id "${entries[repeated]?.id}"; give one of them another id`,
      });
    return entries;
  });
