/** A stand-in for GitHub for tests: an organization `acme` with the repository `requests`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ANA, BO } from "#demo/people";
import {
  type GitHubStandIn,
  type GitHubStandInOptions,
  startGitHubStandIn,
} from "#demo/stand-ins/github/server";
import { type BareRepositoryInput, createBareRepository } from "#lib/git/testing/bare-repository";

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
export async function startStandIn({ files, ...options }: TestStandInOptions = {}): Promise<GitHubStandIn> {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-stand-in-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, "requests.git");
  try {
    const branch = options.settings?.defaultBranch ?? "main";
    await createBareRepository(path, { branch, files: files ?? { "README.md": "# Requests\n" } });
    const started = await startGitHubStandIn({
      owner: "acme",
      repository: "requests",
      path,
      people: PEOPLE,
      ...options,
    });
    return {
      ...started,
      close: async () => {
        await started.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
