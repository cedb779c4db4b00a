import { z } from "zod";
import { hasAtMostOneSecret, hasOneSecret, secretKeys } from "#lib/config/secret";
import { DEFAULT_PATH_TEMPLATE, FILE_LAYOUTS, findPathTemplateProblem } from "#lib/request/file/path";
import { findTemplateProblem } from "#lib/request/submit/text-template";

/** An address without a trailing slash. */
export const address = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ""))
  .describe("an address such as https://git.example.com");

// The name is part of addresses and request ids.
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
  .describe("a name of letters, digits, dots, hyphens and underscores");

const list = z.array(z.string().min(1)).min(1);

const accepts = z
  .strictObject({
    clusters: list.optional().describe("names of clusters"),
    namespaces: list.optional().describe('names of namespaces, such as ["team-a", "team-b-*"]'),
    offers: list.optional().describe('ids of offers, such as ["crd.prod.*"]'),
    groups: list.optional().describe("groups of the person"),
  })
  .describe("the requests that go to this repository: each list names values, and * stands for any text");

/** Rules over a request. A request matches when each list that is present matches. */
export type RequestRules = z.infer<typeof accepts>;

/** A template of paths, checked with its variables. */
export const pathTemplate = z
  .string()
  .superRefine((text, context) => {
    const message = findPathTemplateProblem(text, "documents");
    if (message !== undefined) context.addIssue({ code: "custom", message });
  })
  .describe("a path such as {cluster}/{namespace}/{plural}.{group}/{name}.yaml");

/** The keys of every repository. */
const common = {
  accepts: accepts.optional(),
  pathTemplate: pathTemplate.optional(),
  layout: z
    .enum(FILE_LAYOUTS)
    .optional()
    .describe(
      "file where each new object has its own file, documents where objects share files, kustomization where a kustomization lists the files",
    ),
};

/** A template of a text, checked with its variables. */
function template(kind: Parameters<typeof findTemplateProblem>[0], example: string) {
  return z
    .string()
    .superRefine((text, context) => {
      const message = findTemplateProblem(kind, text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .describe(`a text such as ${example}`);
}

const texts = {
  title: template("title", '"{title}" or "{action} {offer} {name}"').optional(),
  body: template("body", '"{body}"').optional(),
  message: template("message", '"{title}\\n\\n{body}"').optional(),
  branch: template("branch", '"{action}/{namespace}/{name}"').optional(),
};

const names = (what: string) => z.array(z.string().min(1)).optional().describe(what);

/** The keys of a repository at a host with an API. */
const hosted = {
  ...common,
  pullRequest: z
    .strictObject({
      ...texts,
      draft: z.boolean().optional().describe("true where each pull request starts as a draft"),
      labels: z
        .array(template("label", '"team/{namespace}"'))
        .optional()
        .describe('names of labels, such as ["platform", "team/{namespace}"]'),
      reviewers: names(
        'user names, or owner/team for a team, such as ["ana", "acme/platform"]; at GitLab user names',
      ),
      assignees: names('user names, such as ["ana"]'),
      milestone: z.string().min(1).optional().describe("the title of an open milestone"),
    })
    .optional()
    .describe('texts and attributes of each pull request, such as {"labels":["platform"]}'),
  ...secretKeys(
    "webhookSecret",
    "the secret of the host's webhook, which makes the portal see changes at once",
  ),
};

const branch = z.string().min(1).describe("the target branch, such as main");

const local = z.strictObject({
  // The embedded repository has no attributes.
  pullRequest: z
    .strictObject(texts)
    .optional()
    .describe('texts of each pull request, such as {"title":"{title}"}'),
  provider: z.literal("local"),
  path: z.string().min(1).describe("the folder of a bare repository, created if it is missing"),
  name,
  branch,
  ...common,
});

const gitea = z
  .strictObject({
    provider: z.literal("gitea"),
    url: address,
    owner: name,
    repository: name,
    branch,
    name: name.optional().describe("the name in request ids; by default that of the repository"),
    ...hosted,
    ...secretKeys("token", "the token of the portal's own account"),
  })
  .refine(...hasOneSecret("token"))
  .refine(...hasAtMostOneSecret("webhookSecret"));

const gitHubApp = z
  .strictObject({
    id: z.coerce.string().regex(/^\w+$/).describe("the App ID or client ID of the GitHub App"),
    ...secretKeys("privateKey", "the private key of the GitHub App, as PEM"),
  })
  .refine(...hasOneSecret("privateKey"));

const github = z
  .strictObject({
    provider: z.literal("github"),
    url: address.default("https://github.com").describe("GitHub, or a GitHub Enterprise Server"),
    owner: name,
    repository: name,
    branch,
    name: name.optional().describe("the name in request ids; by default that of the repository"),
    ...hosted,
    app: gitHubApp.optional().describe("the GitHub App that the portal acts as; or give a token"),
    ...secretKeys("token", "the token of the portal's own account"),
  })
  .refine((given) => given.app !== undefined || hasOneSecret("token")[0](given), {
    message: "either app, token, tokenFile or tokenEnv is needed",
  })
  .refine(...hasAtMostOneSecret("webhookSecret"));

// https://docs.gitlab.com/user/reserved_names/ lists the rules for the names of groups and projects.
const projectPath = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/)
  .describe("the full path of a project, such as acme/platform/requests");

const gitlab = z
  .strictObject({
    provider: z.literal("gitlab"),
    url: address.default("https://gitlab.com").describe("GitLab.com, or a self-managed GitLab"),
    project: projectPath,
    branch,
    name: name.optional().describe("the name in request ids; by default the last part of the project's path"),
    ...hosted,
    ...secretKeys("token", "the token of the portal's own account"),
  })
  .refine(...hasOneSecret("token"))
  .refine(...hasAtMostOneSecret("webhookSecret"));

/** A repository that requests go to. */
export const git = z.discriminatedUnion("provider", [local, gitea, github, gitlab]);

export type ConfiguredGit = z.infer<typeof git>;

/** The path template of a repository. */
export function pathTemplateOf(
  configured: ConfiguredGit,
  general: { pathTemplate?: string | undefined },
): string {
  return configured.pathTemplate ?? general.pathTemplate ?? DEFAULT_PATH_TEMPLATE;
}

/** The one cluster whose files a repository has; undefined where it can have files of several. */
export function onlyCluster(
  { accepts }: ConfiguredGit,
  { clusters }: { clusters: readonly { name: string }[] },
): string | undefined {
  const [first, ...others] = accepts?.clusters ?? clusters.map(({ name }) => name);
  return others.length > 0 || first?.includes("*") ? undefined : first;
}

/** Where a repository is: a path, or an address. */
export function describePlace(configured: ConfiguredGit): string {
  if (configured.provider === "local") return configured.path;
  if (configured.provider === "gitlab") return `${configured.url}/${configured.project}`;
  return `${configured.url}/${configured.owner}/${configured.repository}`;
}

/** The name of a repository in request ids. */
export function repositoryName(configured: ConfiguredGit): string {
  if (configured.provider === "local") return configured.name;
  if (configured.provider === "gitlab")
    return configured.name ?? configured.project.slice(configured.project.lastIndexOf("/") + 1);
  return configured.name ?? configured.repository;
}
