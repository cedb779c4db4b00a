import { z } from "zod";
import { address } from "#lib/config/git";
import { hasOneSecret, secretKeys } from "#lib/config/secret";

/** Names of sign-ins without an identity provider. */
const BUILT_IN = ["guest", "demo", "token"];

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

const label = z.string().min(1);

const gitea = z
  .strictObject({
    provider: z.literal("gitea"),
    id,
    url: address,
    clientId,
    ...secretKeys("clientSecret", "the client secret of the OAuth2 application"),
    name: label.default("Gitea").describe("the label of the button"),
    groupPrefix,
  })
  .refine(...hasOneSecret("clientSecret"));

const entry = z.discriminatedUnion("provider", [gitea]);
const list = z.array(entry);

/** A sign-in with its id, which is unique. */
type WithId<T> = T extends unknown ? Omit<T, "id"> & { id: string } : never;

export type ConfiguredSignIn = WithId<z.infer<typeof entry>>;
export type ConfiguredGiteaSignIn = Extract<ConfiguredSignIn, { provider: "gitea" }>;

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
