import { z } from "zod";
import { type FieldError, PortalError } from "#lib/errors";

const person = z.object({
  /** Kubernetes user name. */
  user: z.string().min(1),
  name: z.string().min(1),
  email: z.string().default(""),
  groups: z.array(z.string()).default([]),
  /** Description of the person's access, for the sign-in page. */
  about: z.string().optional(),
});

/** A person from the configuration instead of an identity provider. */
export type ConfiguredPerson = z.infer<typeof person>;

const cluster = z.object({
  // The name is part of addresses and entry ids, whose parts are separated by dots.
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/),
  kubeconfig: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
  /** Names of the Kratix Destinations that stand for this cluster. */
  destinations: z.array(z.string().min(1)).default([]),
});

type ConfiguredCluster = z.infer<typeof cluster>;

/** An address without a trailing slash. */
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));

// The name is part of addresses and request ids.
const repositoryName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

const git = z.discriminatedUnion("provider", [
  z.object({
    provider: z.literal("local"),
    path: z.string().min(1),
    name: repositoryName,
    branch: z.string().min(1),
  }),
  z
    .object({
      provider: z.literal("gitea"),
      url: address,
      owner: repositoryName,
      repository: repositoryName,
      branch: z.string().min(1),
      /** Token of the portal's own account. */
      token: z.string().min(1).optional(),
      /** A file with the token instead; read for each call, so that a renewed one needs no restart. */
      tokenFile: z.string().min(1).optional(),
    })
    .refine(({ token, tokenFile }) => (token === undefined) !== (tokenFile === undefined), {
      message: "either token or tokenFile is needed",
    }),
]);

export type ConfiguredGit = z.infer<typeof git>;

const signIn = z
  .object({
    provider: z.literal("gitea"),
    url: address,
    clientId: z.string().min(1),
    clientSecret: z.string().min(1).optional(),
    /** A file with the secret instead; read at each use. */
    clientSecretFile: z.string().min(1).optional(),
    /** The label of the button. */
    name: z.string().min(1).default("Gitea"),
    /** Prefix of each group, so that subjects in roles show where they come from. */
    groupPrefix: z.string().default(""),
  })
  .refine(
    ({ clientSecret, clientSecretFile }) => (clientSecret === undefined) !== (clientSecretFile === undefined),
    {
      message: "either clientSecret or clientSecretFile is needed",
    },
  );

/** The identity provider that people sign in with. */
export type ConfiguredSignIn = z.infer<typeof signIn>;

const configMap = z.object({ namespace: z.string().min(1), name: z.string().min(1) });

/** Rate limit of one person or address: `burst` after a quiet time, `perSecond` in the long run. */
const limit = z.object({ burst: z.number().int().positive(), perSecond: z.number().positive() });

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

const port = z.coerce.number().int().min(1).max(65_535);

/** The value with which an operator allows demo people at a public address. */
const ANYWHERE = "yes, anyone may be anyone";

const environment = z.object({
  VITRINE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  VITRINE_SECRET: z.string().min(32),
  VITRINE_CLUSTERS: json(z.array(cluster).min(1)).default([{ name: "local", destinations: [] }]),
  VITRINE_GIT: json(git).optional(),
  VITRINE_PATH_TEMPLATE: z.string().min(1).optional(),
  VITRINE_REQUEST_VERB: z.enum(["request", "create"]).default("request"),
  VITRINE_DRY_RUN: z.enum(["off", "portal"]).default("off"),
  VITRINE_SIGN_IN: json(signIn).optional(),
  VITRINE_GUEST: json(person).optional(),
  VITRINE_DEMO_PEOPLE: json(z.array(person)).default([]),
  VITRINE_DEMO_TOKEN: json(person.extend({ token: z.string().min(16) })).optional(),
  VITRINE_DEMO_PEOPLE_ANYWHERE: z.literal(ANYWHERE).optional(),
  VITRINE_DEMO_STATUS: json(configMap).optional(),
  VITRINE_SYNC_REPORT: json(configMap).optional(),
  VITRINE_LIMITS: json(limits).default(LIMITS),
  VITRINE_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  VITRINE_PROBE_PORT: port.optional(),
  VITRINE_IMAGE_HOSTS: json(z.array(imageHost)).default([]),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  NODE_ENV: z.string().default("production"),
  PORT: z.coerce.number().int().default(3000),
});

type Variable = keyof z.infer<typeof environment>;

/** The expected value of each variable; shown when it is missing or wrong. */
const EXPECTED: Record<Variable, string> = {
  VITRINE_URL: "the address people open the portal at, such as https://portal.example.com",
  VITRINE_SECRET: "at least 32 random characters, such as `openssl rand -hex 32` prints",
  VITRINE_CLUSTERS:
    'a JSON list such as [{"name":"prod","kubeconfig":"/etc/vitrine/prod","context":"admin"}]',
  VITRINE_GIT:
    'JSON such as {"provider":"local","path":"/data/requests.git","name":"requests","branch":"main"} or {"provider":"gitea","url":"https://git.example.com","owner":"platform","repository":"requests","branch":"main","tokenFile":"/etc/vitrine/git-token"}',
  VITRINE_PATH_TEMPLATE: "a path such as {cluster}/{namespace}/{plural}.{group}/{name}.yaml",
  VITRINE_REQUEST_VERB: '"request" or "create"',
  VITRINE_DRY_RUN: '"off" or "portal"',
  VITRINE_SIGN_IN:
    'JSON such as {"provider":"gitea","url":"https://git.example.com","clientId":"…","clientSecretFile":"/etc/vitrine/client-secret"}',
  VITRINE_GUEST: 'JSON such as {"user":"guest","name":"Guest","groups":["visitors"]}',
  VITRINE_DEMO_PEOPLE:
    'a JSON list such as [{"user":"ana","name":"Ana","email":"ana@example.com","groups":[]}]',
  VITRINE_DEMO_TOKEN: 'JSON such as {"token":"16 characters or more","user":"script","name":"Script"}',
  VITRINE_DEMO_PEOPLE_ANYWHERE: `"${ANYWHERE}"`,
  VITRINE_DEMO_STATUS: 'JSON that names a ConfigMap, such as {"namespace":"vitrine","name":"status"}',
  VITRINE_SYNC_REPORT: 'JSON that names a ConfigMap, such as {"namespace":"vitrine","name":"sync"}',
  VITRINE_LIMITS:
    'JSON such as {"person":{"burst":300,"perSecond":50}}, with limits named in docs/configuration.md',
  VITRINE_TRUSTED_PROXIES:
    "the number of proxies in front of the portal that add to X-Forwarded-For, such as 1",
  VITRINE_PROBE_PORT: "the number of a TCP port, other than PORT",
  VITRINE_IMAGE_HOSTS: 'a JSON list of hosts such as ["icons.example.com"]',
  LOG_LEVEL: "trace, debug, info, warn, error, fatal or silent",
  NODE_ENV: '"production" or "development"',
  PORT: "the number of a TCP port",
};

/** The portal's configuration. */
export interface Config {
  /** Origin under which people open the portal, without a slash at the end. */
  url: string;
  /** Signs and encrypts the session cookie. */
  secret: string;
  clusters: ConfiguredCluster[];
  git: ConfiguredGit | undefined;
  pathTemplate: string | undefined;
  /** The verb that a SubjectAccessReview asks for a request. */
  requestVerb: "request" | "create";
  /** Who runs dry runs on the API server: nobody, or the portal's own account. */
  dryRun: "off" | "portal";
  /** Undefined: people sign in only as the guest or as a demo person. */
  signIn: ConfiguredSignIn | undefined;
  guest: ConfiguredPerson | undefined;
  demoPeople: ConfiguredPerson[];
  demoToken: (ConfiguredPerson & { token: string }) | undefined;
  demoStatus: z.infer<typeof configMap> | undefined;
  syncReport: z.infer<typeof configMap> | undefined;
  limits: CallLimits;
  /** How many entries at the end of `X-Forwarded-For` come from trusted proxies; 0: the header is ignored. */
  trustedProxies: number;
  /** A separate port for metrics and probes. */
  probePort: number | undefined;
  /** Hosts that icons may come from, besides the portal itself. */
  imageHosts: string[];
  logLevel: z.infer<typeof environment>["LOG_LEVEL"];
  development: boolean;
}

/**
 * Parses the configuration from the given variables. Throws `misconfigured`: its detail names the first wrong
 * variable and the expected value, and its `errors` name all of them. They never contain a value, which may
 * be secret.
 */
export function parseConfig(variables: Record<string, string | undefined>): Config {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== "");
  const parsed = environment.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw misconfigured(parsed.error.issues, new Set(given.map(([name]) => name)));
  const it = parsed.data;
  const url = it.VITRINE_URL ?? `http://localhost:${it.PORT}`;
  if (it.VITRINE_DEMO_PEOPLE_ANYWHERE === undefined) assertLocal(url, it);
  if (it.VITRINE_PROBE_PORT === it.PORT) {
    throw misconfigured(
      [{ path: ["VITRINE_PROBE_PORT"], message: "the portal itself uses this port" }],
      new Set(["VITRINE_PROBE_PORT"]),
    );
  }
  return {
    url,
    secret: it.VITRINE_SECRET,
    clusters: checkNames(it.VITRINE_CLUSTERS),
    git: it.VITRINE_GIT,
    pathTemplate: it.VITRINE_PATH_TEMPLATE,
    requestVerb: it.VITRINE_REQUEST_VERB,
    dryRun: it.VITRINE_DRY_RUN,
    signIn: it.VITRINE_SIGN_IN,
    guest: it.VITRINE_GUEST,
    demoPeople: it.VITRINE_DEMO_PEOPLE,
    demoToken: it.VITRINE_DEMO_TOKEN,
    demoStatus: it.VITRINE_DEMO_STATUS,
    syncReport: it.VITRINE_SYNC_REPORT,
    limits: it.VITRINE_LIMITS,
    trustedProxies: it.VITRINE_TRUSTED_PROXIES,
    probePort: it.VITRINE_PROBE_PORT,
    imageHosts: it.VITRINE_IMAGE_HOSTS,
    logLevel: it.LOG_LEVEL,
    development: it.NODE_ENV === "development",
  };
}

let config: Config | undefined;

/**
 * The configuration of this process, parsed on first use, because `next build` evaluates modules without a
 * configuration. next-auth reads its own address only from the environment, so it is set there. Forwarded
 * headers, which anyone can send, then never decide where a sign-in leads.
 */
export function readConfig(): Config {
  if (!config) {
    config = parseConfig(process.env);
    process.env.NEXTAUTH_URL = config.url;
  }
  return config;
}

function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

function checkNames(clusters: ConfiguredCluster[]): ConfiguredCluster[] {
  const twice = clusters.find(
    ({ name }, index) => clusters.findIndex((other) => other.name === name) !== index,
  );
  const destinations = clusters.flatMap((one) => one.destinations);
  const shared = destinations.find((name, index) => destinations.indexOf(name) !== index);
  const problem = twice
    ? `two clusters are named "${twice.name}"`
    : shared && `two clusters name the Destination "${shared}"`;
  if (!problem) return clusters;
  throw misconfigured([{ path: ["VITRINE_CLUSTERS"], message: problem }], new Set(["VITRINE_CLUSTERS"]));
}

const ANONYMOUS_ACCESS = ["VITRINE_DEMO_PEOPLE", "VITRINE_DEMO_TOKEN", "VITRINE_GUEST"] as const;

/**
 * Refuses people without a real sign-in at an address that other machines can reach, over HTTP and HTTPS.
 * Names under `.localhost` are loopback, and names under `.test` never resolve outside a test (RFC 6761).
 */
function assertLocal(url: string, given: z.infer<typeof environment>): void {
  const { hostname } = new URL(url);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$|\.(localhost|test)$/.test(hostname)) return;
  const open = ANONYMOUS_ACCESS.find((name) => isSet(given[name]));
  if (!open) return;
  throw new PortalError("misconfigured", {
    detail: `${open} lets anyone be these people, and others can reach ${url}.`,
    suggestion: `Remove ${open}, or, if you intend this, set VITRINE_DEMO_PEOPLE_ANYWHERE to "${ANYWHERE}". Then start the portal again.`,
    errors: [
      { path: `/${open}`, message: `${open} is not for an address that others reach.`, source: "portal" },
    ],
  });
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

type Issue = Pick<z.core.$ZodIssue, "path" | "message">;

function misconfigured(issues: readonly Issue[], given: ReadonlySet<string>): PortalError {
  const errors = issues.map((issue) => explainIssue(issue, given));
  const [first] = errors;
  return new PortalError("misconfigured", {
    detail: first?.message ?? "The configuration can't be read.",
    suggestion: "Set it in the environment of the portal, then start the portal again.",
    errors,
  });
}

function explainIssue({ path, message }: Issue, given: ReadonlySet<string>): FieldError {
  const [head, ...rest] = path.map(String);
  const variable = Object.keys(EXPECTED).find((name): name is Variable => name === head);
  if (!variable) return { path: "", message, source: "portal" };
  const problem = given.has(variable) ? `is wrong${explainPlace(rest, message)}` : "is not set";
  return {
    path: `/${[variable, ...rest].join("/")}`,
    message: `${variable} ${problem}. Expected: ${EXPECTED[variable]}.`,
    source: "portal",
  };
}

function explainPlace(rest: string[], message: string): string {
  const place = rest.length > 0 ? ` at ${rest.join(".")}` : "";
  return `${place} (${message})`;
}
