import { z } from "zod";
import { address } from "#lib/config/git";
import { hasOneSecret, secretKeys } from "#lib/config/secret";

const gitea = z
  .strictObject({
    provider: z.literal("gitea"),
    url: address,
    clientId: z.string().min(1),
    ...secretKeys("clientSecret", "the client secret of the OAuth2 application"),
    name: z.string().min(1).default("Gitea").describe("the label of the button"),
    groupPrefix: z
      .string()
      .default("")
      .describe("a prefix of each group, so that subjects in roles show where they come from"),
  })
  .refine(...hasOneSecret("clientSecret"));

/** The identity provider that people sign in with. */
export const signIn = z.discriminatedUnion("provider", [gitea]);

export type ConfiguredSignIn = z.infer<typeof signIn>;
