import { z } from "zod";
import { hasOneSecret, secretKeys } from "#lib/config/secret";

/** An address without a trailing slash. */
export const address = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ""))
  .describe("an address such as https://git.example.com");

// The name is part of addresses and request ids.
const repositoryName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
  .describe("a name of letters, digits, dots, hyphens and underscores");

const branch = z.string().min(1).describe("the target branch, such as main");

const local = z.strictObject({
  provider: z.literal("local"),
  path: z.string().min(1).describe("the folder of a bare repository, created if it is missing"),
  name: repositoryName,
  branch,
});

const gitea = z
  .strictObject({
    provider: z.literal("gitea"),
    url: address,
    owner: repositoryName,
    repository: repositoryName,
    branch,
    ...secretKeys("token", "the token of the portal's own account"),
  })
  .refine(...hasOneSecret("token"));

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
    owner: repositoryName,
    repository: repositoryName,
    branch,
    app: gitHubApp.optional().describe("the GitHub App that the portal acts as; or give a token"),
    ...secretKeys("token", "the token of the portal's own account"),
  })
  .refine((given) => given.app !== undefined || hasOneSecret("token")[0](given), {
    message: "either app, token, tokenFile or tokenEnv is needed",
  });

/** The repository that requests go to. */
export const git = z.discriminatedUnion("provider", [local, gitea, github]);

export type ConfiguredGit = z.infer<typeof git>;
