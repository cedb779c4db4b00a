/** Code owners: https://docs.gitlab.com/user/project/codeowners/. Sections are not read. */
import type { State } from "#demo/stand-ins/gitlab/state/types";
import { readOwnerRules } from "#demo/stand-ins/repository/code-owners";

const PLACES = ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/**
 * The rules that match one of the paths, each with the user names of its owners.
 * @param commit of the target branch, whose file counts
 */
export async function listCodeOwners(
  state: State,
  commit: string,
  paths: readonly string[],
): Promise<{ pattern: string; owners: string[] }[]> {
  const rules = await readOwnerRules(state.repository, commit, PLACES);
  const used = new Set(paths.map((path) => rules.findLast(({ matches }) => matches(path))));
  return rules.flatMap((rule) =>
    used.has(rule) && rule.owners.length > 0
      ? [{ pattern: rule.pattern, owners: rule.owners.flatMap((owner) => resolveOwner(state, owner)) }]
      : [],
  );
}

/** `@name` is a person or a group. */
function resolveOwner({ accounts }: State, owner: string): string[] {
  const found = [...accounts.values()].filter(
    ({ username, email, groups }) =>
      owner === `@${username}` || owner === email || groups.some((group) => owner === `@${group}`),
  );
  return found.map(({ username }) => username);
}
