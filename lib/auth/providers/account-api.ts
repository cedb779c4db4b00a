import type { z } from "zod";
import { callProvider, type ProviderAnswer, unavailable } from "#lib/auth/providers/provider-http";

const PAGE_SIZE = 100;
/** A person with more teams or groups than fit on these pages does not exist. */
const MOST_PAGES = 50;

/** A call that the Git host refused: 401 for an invalid token, 403 for one without the scopes. */
export class AccountRefusal extends Error {
  readonly status: number;

  constructor(name: string, status: number) {
    super(`${name} refused a call: ${status}`);
    this.status = status;
  }
}

export interface AccountApiInput {
  /** The Git host, for errors. */
  name: string;
  /** The address that paths are added to. */
  root: string;
  /** With the person's token. */
  headers: Record<string, string>;
  /** The status of a refusal, for an answer with an error. Undefined where the Git host is at fault. */
  findRefusal(answer: ProviderAnswer): number | undefined;
}

/** Reads about a person from the REST API of a Git host. Each call can throw `AccountRefusal` and `sign-in-unavailable`. */
export interface AccountApi {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** The items of all pages. `path` can have a query. */
  getAll<T>(path: string, schema: z.ZodType<T>): Promise<T[]>;
}

export function createAccountApi({ name, root, headers, findRefusal }: AccountApiInput): AccountApi {
  async function call(path: string): Promise<ProviderAnswer> {
    const answer = await callProvider({ name }, root + path, { headers });
    if (answer.status < 300) return answer;
    const refused = findRefusal(answer);
    if (refused !== undefined) throw new AccountRefusal(name, refused);
    throw unavailable(name, new Error(`status ${answer.status}`));
  }

  function parse<T>(schema: z.ZodType<T>, { body }: ProviderAnswer): T {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw unavailable(name, parsed.error);
  }

  return {
    get: async (path, schema) => parse(schema, await call(path)),
    async getAll<T>(path: string, schema: z.ZodType<T>) {
      const all: T[] = [];
      const separator = path.includes("?") ? "&" : "?";
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const answer = await call(`${path}${separator}per_page=${PAGE_SIZE}&page=${page}`);
        all.push(...parse(schema.array(), answer));
        // The next page is counted, because an address in an answer must not get the token.
        if (!/rel="next"/.test(answer.headers.get("link") ?? "")) break;
      }
      return all;
    },
  };
}
