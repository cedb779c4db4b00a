import { z } from "zod";
import { eventWebhooks } from "#lib/config/event-webhooks";
import { git, pathTemplate } from "#lib/config/git";
import { secretKeys } from "#lib/config/secret";
import { signIn } from "#lib/config/sign-in";

const person = z.strictObject({
  user: z.string().min(1).describe("the Kubernetes user name"),
  name: z.string().min(1),
  email: z.string().default(""),
  groups: z.array(z.string()).default([]),
  about: z.string().optional().describe("the description of the person's access, for the sign-in page"),
});

/** A person from the configuration instead of an identity provider. */
export type ConfiguredPerson = z.infer<typeof person>;

const demoPerson = person.extend({
  code: z
    .string()
    .min(24)
    .optional()
    .describe("the secret of a sign-in link, at least 24 random characters; without it, a button signs in"),
});

const cluster = z.strictObject({
  // The name is part of addresses and entry ids, whose parts are separated by dots.
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)
    .describe("a name of lower-case letters, digits and hyphens"),
  kubeconfig: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
  destinations: z
    .array(z.string().min(1))
    .default([])
    .describe("the names of the Kratix Destinations that stand for this cluster"),
});

const configMap = z.strictObject({ namespace: z.string().min(1), name: z.string().min(1) });

/** Rate limit of one person or address: `burst` after a quiet time, `perSecond` in the long run. */
const limit = z.strictObject({
  burst: z.number().int().positive().describe("a whole number above 0"),
  perSecond: z.number().positive().describe("a number above 0"),
});

const LIMITS = {
  /** All requests of one address. */
  address: { burst: 600, perSecond: 100 },
  /** Requests of one address without credentials that the portal accepts. */
  anonymous: { burst: 120, perSecond: 5 },
  /** Sign-ins of one address. */
  signIn: { burst: 60, perSecond: 1 },
  /** Requests of one person. */
  person: { burst: 300, perSecond: 50 },
  /** Previews of one person: a form asks for one when the person stops typing. */
  preview: { burst: 30, perSecond: 3 },
  /** Submits and actions of one person. */
  write: { burst: 60, perSecond: 1 },
} satisfies Record<string, z.infer<typeof limit>>;

const limits = z.strictObject({
  address: limit.default(LIMITS.address),
  anonymous: limit.default(LIMITS.anonymous),
  signIn: limit.default(LIMITS.signIn),
  person: limit.default(LIMITS.person),
  preview: limit.default(LIMITS.preview),
  write: limit.default(LIMITS.write),
});

/** The rate limits, by kind of call. */
export type CallLimits = z.infer<typeof limits>;

// A source of the content security policy: only a host, with an optional port.
const imageHost = z.string().regex(/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/);

const look = z.strictObject({
  name: z.string().trim().min(1).max(40).optional().describe("the name of the portal, at most 40 characters"),
  logo: z
    .string()
    .min(1)
    .optional()
    .describe("a data:image/ URL, or the https: address of a picture at one of imageHosts"),
  hue: z
    .number()
    .min(0)
    .max(360)
    .optional()
    .describe("the hue of buttons and links in degrees of OKLCH, from 0 to 360, such as 150 for green"),
});

/** The value with which an operator allows demo people at a public address. */
export const ANYWHERE = "yes, anyone may be anyone";

/**
 * The configuration file. The description of a key is the value that an error expects there, and the text that an
 * editor shows; the JSON Schema is generated from all of it.
 */
export const settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional()
    .describe("the address people open the portal at, such as https://portal.example.com"),
  ...secretKeys(
    "secret",
    "the secret that signs session cookies, at least 32 random characters such as `openssl rand -hex 32` prints",
  ),
  clusters: z
    .array(cluster)
    .min(1)
    .default([{ name: "local", destinations: [] }])
    .describe('a list such as [{"name":"prod","kubeconfig":"/etc/vitrine/prod","context":"admin"}]'),
  git: git
    .optional()
    .describe(
      'an object such as {"provider":"local","path":"/data/requests.git","name":"requests","branch":"main"}, {"provider":"github","owner":"acme","repository":"requests","branch":"main","tokenFile":"/etc/vitrine/git-token"}, {"provider":"gitlab","project":"acme/platform/requests","branch":"main","tokenFile":"/etc/vitrine/git-token"} or {"provider":"gitea","url":"https://git.example.com","owner":"platform","repository":"requests","branch":"main","tokenFile":"/etc/vitrine/git-token"}',
    ),
  repositories: z
    .array(git)
    .default([])
    .describe(
      'several repositories, each as for `git` with rules such as {"accepts":{"namespaces":["team-a-*"]}}, or without rules for all other requests',
    ),
  pathTemplate: pathTemplate.optional(),
  teamGroups: z
    .array(z.string().regex(/^[^*]*\*?[^*]*$/))
    .default([])
    .describe('patterns of groups that are teams, such as ["acme:team-*"], each with one * at most'),
  requestVerb: z.enum(["request", "create"]).default("request").describe('"request" or "create"'),
  dryRun: z.enum(["off", "portal"]).default("off").describe('"off" or "portal"'),
  signIn: signIn
    .default([])
    .describe(
      'an object, or a list of them, such as {"provider":"gitea","url":"https://git.example.com","clientId":"…","clientSecretFile":"/etc/vitrine/client-secret"} or {"provider":"oidc","issuer":"https://login.example.com","clientId":"…","clientSecretFile":"/etc/vitrine/client-secret"}',
    ),
  guest: person
    .optional()
    .describe('an object such as {"user":"guest","name":"Guest","groups":["visitors"]}'),
  demoPeople: z
    .array(demoPerson)
    .default([])
    .describe('a list such as [{"user":"ana","name":"Ana","email":"ana@example.com","groups":[]}]'),
  demoToken: person
    .extend({ token: z.string().min(16) })
    .optional()
    .describe('an object such as {"token":"16 characters or more","user":"script","name":"Script"}'),
  demoPeopleAnywhere: z.literal(ANYWHERE).optional().describe(`"${ANYWHERE}"`),
  demoStatus: configMap
    .optional()
    .describe('a ConfigMap, such as {"namespace":"vitrine","name":"status"}; only for the demo'),
  syncReport: configMap.optional().describe('a ConfigMap, such as {"namespace":"vitrine","name":"sync"}'),
  eventWebhooks: eventWebhooks
    .default([])
    .describe(
      'receivers of the events of requests, such as [{"url":"https://hooks.example.com/vitrine","secretFile":"/etc/vitrine/events-secret"}]',
    ),
  limits: limits
    .default(LIMITS)
    .describe('limits such as {"person":{"burst":300,"perSecond":50}}, named in docs/configuration.md'),
  trustedProxies: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe("the number of proxies in front of the portal that add to X-Forwarded-For, such as 1"),
  probePort: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("the number of a TCP port, other than PORT"),
  imageHosts: z.array(imageHost).default([]).describe('a list of hosts such as ["icons.example.com"]'),
  look: look
    .default({})
    .describe('an object such as {"name":"Acme Platform","logo":"data:image/svg+xml;base64,…","hue":150}'),
  logLevel: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("trace, debug, info, warn, error, fatal or silent"),
});

export type Settings = z.infer<typeof settings>;

/** A key at the top of the configuration file. */
export type SettingsKey = keyof Settings;

/** The JSON Schema of the configuration file, for editors; published as `docs/configuration.schema.json`. */
export function buildConfigurationSchema(): object {
  return {
    $id: "https://vitrine.dev/configuration.schema.json",
    title: "Configuration of Vitrine",
    ...z.toJSONSchema(settings, { target: "draft-7", io: "input" }),
  };
}
