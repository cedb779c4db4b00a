import { z } from "zod";
import type { GitHubClient, GraphqlError } from "#lib/git/github/api/client";
import { describeNoRepository } from "#lib/git/github/api/refusal";

/** A query below `repository` of GraphQL. */
export interface RepositoryQuery<T> {
  /** The operation's name: GitHub shows it in its logs. */
  name: string;
  /** Fields of `repository`. */
  fields: string;
  fragments?: readonly string[];
  /** Variables besides the repository's, with their types: `{ path: ["String!", "a.yaml"] }`. */
  variables?: Readonly<Record<string, readonly [type: string, value: unknown]>>;
  schema: z.ZodType<T>;
  accepts?: (error: GraphqlError) => boolean;
}

export interface GitHubMutation<T> {
  name: string;
  /** The mutation's field, such as "updateRefs", with the type of its input. */
  field: string;
  input: Record<string, unknown>;
  /** Fields of the payload. */
  fields: string;
  fragments?: readonly string[];
  schema: z.ZodType<T>;
  /** The person's own token; default: the portal's. */
  token?: string | undefined;
}

export type GitHubRepository = ReturnType<typeof createRepository>;

/** One repository at GitHub. */
export function createRepository(client: GitHubClient, owner: string, name: string, target: string) {
  async function query<T>(wanted: RepositoryQuery<T>): Promise<T> {
    const { fields, fragments = [], variables = {}, schema, accepts } = wanted;
    const types = Object.entries(variables).map(([key, [type]]) => `, $${key}: ${type}`);
    // A renamed repository has another name in the addresses of REST, so it has to be configured anew.
    const document = [
      `query ${wanted.name}($owner: String!, $name: String!${types.join("")}) {`,
      `  repository(owner: $owner, name: $name, followRenames: false) { ${fields} }`,
      "}",
      ...fragments,
    ].join("\n");
    const values = Object.fromEntries(Object.entries(variables).map(([key, [, value]]) => [key, value]));
    const { repository } = await client.graphql({
      document,
      variables: { owner, name, ...values },
      schema: z.object({ repository: schema.nullable() }),
      accepts: (error) => isNoRepository(error) || accepts?.(error) === true,
    });
    if (repository === null) throw describeNoRepository(undefined);
    return repository;
  }

  async function mutate<T>(wanted: GitHubMutation<T>): Promise<T> {
    const { field, input, fields, fragments = [], schema, token } = wanted;
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input!`;
    const document = [
      `mutation ${wanted.name}($input: ${type}) { answer: ${field}(input: $input) { ${fields} } }`,
      ...fragments,
    ].join("\n");
    const variables = { input };
    const { answer } = await client.graphql({
      document,
      variables,
      schema: z.object({ answer: schema }),
      token,
      isWrite: true,
    });
    return answer;
  }

  let id: Promise<string> | undefined;

  return {
    client,
    /** The placeholders of REST. */
    place: { owner, repo: name },
    /** `owner/name`. */
    fullName: `${owner}/${name}`,
    /** The target branch. */
    target,
    query,
    mutate,
    /** The id in GraphQL, read once. */
    readId(): Promise<string> {
      id ??= query({ name: "RepositoryId", fields: "id", schema: z.object({ id: z.string() }) }).then(
        (found) => found.id,
      );
      id.catch(() => {
        id = undefined;
      });
      return id;
    },
    /** Keeps the id that another query has read. */
    keepId(found: string): void {
      id ??= Promise.resolve(found);
    },
  };
}

function isNoRepository({ type, path }: GraphqlError): boolean {
  return type === "NOT_FOUND" && path?.length === 1 && path[0] === "repository";
}
