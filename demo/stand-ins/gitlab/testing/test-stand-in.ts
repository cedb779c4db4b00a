/** A stand-in for GitLab for tests: a group `acme/platform` with the project `requests`. */
import { ANA, BO } from "#demo/people";
import {
  type GitLabStandIn,
  type GitLabStandInOptions,
  startGitLabStandIn,
} from "#demo/stand-ins/gitlab/server";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { startOnRepository } from "#demo/stand-ins/testing/test-repository";
import type { BareRepositoryInput } from "#lib/git/testing/bare-repository";

const { developer, reporter, maintainer, none } = LEVELS;

/**
 * The people of test stand-ins: `ana` requests and `bo` approves, both developers. `portal` is the portal's own
 * account, `rae` reads, `max` maintains, and `eve` has no access.
 */
const PEOPLE: GitLabStandInOptions["people"] = [
  {
    username: ANA.user,
    name: ANA.name,
    email: ANA.email,
    level: developer,
    groups: ["acme", "acme/platform/developers"],
  },
  {
    username: BO.user,
    name: BO.name,
    email: BO.email,
    level: developer,
    groups: ["acme/platform/developers", "acme/platform/approvers"],
  },
  { username: "portal", name: "Vitrine", email: "portal@demo.vitrine.dev", level: developer },
  { username: "rae", name: "Rae", email: "rae@demo.vitrine.dev", level: reporter, groups: ["acme/auditors"] },
  { username: "max", name: "Max", email: "max@demo.vitrine.dev", level: maintainer, groups: ["acme/owners"] },
  { username: "eve", name: "Eve", email: "eve@demo.vitrine.dev", level: none },
];

export interface TestStandInOptions extends Partial<GitLabStandInOptions> {
  /** Files of the first commit; default a README. */
  files?: BareRepositoryInput["files"];
}

/** Starts the stand-in with a repository of its own. `close` removes the repository too. */
export function startStandIn({ files, ...options }: TestStandInOptions = {}): Promise<GitLabStandIn> {
  const branch = options.settings?.defaultBranch ?? "main";
  return startOnRepository(branch, files, (path) =>
    startGitLabStandIn({ group: "acme/platform", project: "requests", path, people: PEOPLE, ...options }),
  );
}
