import type { GitHubRepository } from "#lib/git/github/api/repository";
import type { GitHubReader } from "#lib/git/github/reader";

/** The name of the host for people. */
export const HOST = "GitHub";

/** The repository that pull requests are changed in. */
export interface GitHubWriterContext {
  repository: GitHubRepository;
  reader: GitHubReader;
}
