/** A stand-in for GitHub for tests: an organization `acme` with the repository `requests`. */
import { ANA, BO } from "#demo/people";
import {
  type GitHubStandIn,
  type GitHubStandInOptions,
  startGitHubStandIn,
} from "#demo/stand-ins/github/server";
import { startOnRepository } from "#demo/stand-ins/testing/test-repository";
import type { BareRepositoryInput } from "#lib/git/testing/bare-repository";

/**
 * The people of test stand-ins: `ana` requests and `bo` approves, both with write access. `portal` is the portal's own
 * account, `rae` reads, `max` administers, and `eve` has no access.
 */
const PEOPLE: GitHubStandInOptions["people"] = [
  { login: ANA.user, name: ANA.name, email: ANA.email, role: "write", teams: ["developers"] },
  { login: BO.user, name: BO.name, email: BO.email, role: "write", teams: ["developers", "approvers"] },
  { login: "portal", name: "Vitrine", email: "portal@demo.vitrine.dev", role: "write" },
  { login: "rae", name: "Rae", email: "rae@demo.vitrine.dev", role: "read", teams: ["auditors"] },
  { login: "max", name: "Max", email: "max@demo.vitrine.dev", role: "admin", teams: ["owners"] },
  { login: "eve", name: "Eve", email: "eve@demo.vitrine.dev", role: "none" },
];

export interface TestStandInOptions extends Partial<GitHubStandInOptions> {
  /** Files of the first commit; default a README. */
  files?: BareRepositoryInput["files"];
}

/** Starts the stand-in with a repository of its own. `close` removes the repository too. */
export function startStandIn({ files, ...options }: TestStandInOptions = {}): Promise<GitHubStandIn> {
  const branch = options.settings?.defaultBranch ?? "main";
  return startOnRepository(branch, files, (path) =>
    startGitHubStandIn({ owner: "acme", repository: "requests", path, people: PEOPLE, ...options }),
  );
}
