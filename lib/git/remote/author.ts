import { z } from "zod";
import type { PullRequest } from "#lib/git/types";

const TRAILER = "\n\nVitrine-Author: ";

const author = z.object({ id: z.string().min(1), name: z.string() });

/**
 * The person for whom the portal's account opened a pull request: the last paragraph of its body. Only that
 * account and people with write access to the repository can change it. It has no effect in pull requests of
 * other accounts.
 */
export function addAuthor(body: string, { id, name }: PullRequest["author"]): string {
  return `${body}${TRAILER}${JSON.stringify({ id, name })}`;
}

/** The original body and its author; no author where the last paragraph names none. */
export function splitAuthor(text: string): { body: string; author?: PullRequest["author"] } {
  const at = text.lastIndexOf(TRAILER);
  if (at < 0) return { body: text };
  const found = parseAuthor(text.slice(at + TRAILER.length));
  return found ? { body: text.slice(0, at), author: found } : { body: text };
}

function parseAuthor(text: string): PullRequest["author"] | undefined {
  try {
    return author.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
