/** Code owners: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
import type { State } from "#demo/stand-ins/github/state/types";
import { readOwnerRules } from "#demo/stand-ins/repository/code-owners";

const PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/**
 * The owners of each path that has some, one list of logins for each path.
 * @param commit of the base branch, whose file counts
 */
export async function listCodeOwners(
  state: State,
  commit: string,
  paths: readonly string[],
): Promise<string[][]> {
  const rules = await readOwnerRules(state.repository, commit, PLACES);
  return paths.flatMap((path) => {
    const owners = rules.findLast(({ matches }) => matches(path))?.owners ?? [];
    return owners.length > 0 ? [owners.flatMap((owner) => resolveOwner(state, owner))] : [];
  });
}

function resolveOwner({ accounts, organization }: State, owner: string): string[] {
  const team = `@${organization.login}/`;
  const logins = [...accounts.values()].filter((account) =>
    owner.startsWith(team)
      ? account.teams.includes(owner.slice(team.length))
      : owner === `@${account.login}` || owner === account.email,
  );
  return logins.map(({ login }) => login);
}
