import { z } from "zod";
import type { GitLabClient } from "#lib/git/gitlab/api/client";
import { describeNoProject } from "#lib/git/gitlab/api/refusal";
import { gitLabUser } from "#lib/git/gitlab/api/shapes";
import { findRefusal } from "#lib/git/remote/refusal";

/** A query below `project` of GraphQL. */
export interface ProjectQuery<T> {
  /** The operation's name: GitLab shows it in its logs. */
  name: string;
  /** Fields of `project`. */
  fields: string;
  /** Variables besides the project's path, with their types: `{ ref: ["String!", "main"] }`. */
  variables?: Readonly<Record<string, readonly [type: string, value: unknown]>>;
  schema: z.ZodType<T>;
}

export type GitLabProject = ReturnType<typeof createProject>;

/**
 * One project at GitLab.
 * @param path the full path, such as "group/requests"
 * @param target the target branch
 */
export function createProject(client: GitLabClient, path: string, target: string) {
  let account: Promise<string> | undefined;

  return {
    client,
    path,
    target,

    async query<T>({ name, fields, variables = {}, schema }: ProjectQuery<T>): Promise<T> {
      const types = Object.entries(variables).map(([key, [type]]) => `, $${key}: ${type}`);
      const document = [
        `query ${name}($path: ID!${types.join("")}) {`,
        `  project(fullPath: $path) { ${fields} }`,
        "}",
      ].join("\n");
      const values = Object.fromEntries(Object.entries(variables).map(([key, [, value]]) => [key, value]));
      const { project } = await client.graphql({
        document,
        variables: { path, ...values },
        schema: z.object({ project: schema.nullable() }),
      });
      if (project === null) throw describeNoProject(path, undefined);
      return project;
    },

    /**
     * Undefined for an object that does not exist.
     * @throws PortalError `git-unavailable` where the portal's account does not see the project
     */
    async find<T>(read: () => Promise<T>): Promise<T | undefined> {
      try {
        return await read();
      } catch (error) {
        const refusal = findRefusal(error);
        if (refusal?.status !== 404) throw error;
        if (/project/i.test(refusal.message)) throw describeNoProject(path, error);
        return undefined;
      }
    },

    /** The user name of the portal's account, read once. */
    readAccount(): Promise<string> {
      account ??= client
        .get({ route: (routes) => routes.users.showCurrentUser(), schema: gitLabUser })
        .then(({ id }) => id);
      account.catch(() => {
        account = undefined;
      });
      return account;
    },
  };
}
