/** The fields of `Query` and `Mutation`. */
import { z } from "zod";
import { type CallContext, requireRepository, showActor } from "#demo/stand-ins/github/graphql/context";
import { createMutations } from "#demo/stand-ins/github/graphql/mutations";
import { showRepository } from "#demo/stand-ins/github/graphql/repository-object";

const repositoryArguments = z.object({ owner: z.string(), name: z.string() });

export function createRoot(context: CallContext) {
  const { viewer, quota, cost, nodeCount } = context;
  return {
    viewer: () => showActor(context, viewer.account.login),
    repository: (args: unknown) => {
      const { owner, name } = repositoryArguments.parse(args);
      requireRepository(context, `${owner}/${name}`);
      return showRepository(context);
    },
    rateLimit: {
      cost,
      nodeCount,
      limit: quota.limit,
      used: quota.used,
      remaining: quota.remaining,
      resetAt: new Date(quota.reset * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
    },
    ...createMutations(context),
  };
}
