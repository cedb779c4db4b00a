/** CODEOWNERS: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
import ignore from "ignore";
import type { State } from "#demo/stand-ins/github/state/types";

const PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

interface Rule {
  matches(path: string): boolean;
  /** `@login`, `@organization/team` or an address. */
  owners: string[];
}

/**
 * The owners of each path that has some, one list of logins for each path. Only the last pattern that matches a path
 * counts.
 * @param commit of the base branch, whose file counts
 */
export async function listCodeOwners(
  state: State,
  commit: string,
  paths: readonly string[],
): Promise<string[][]> {
  const files = await state.repository.git.readObjects(PLACES.map((place) => `${commit}:${place}`));
  const file = files.find((object) => object?.type === "blob");
  if (!file) return [];
  const rules = parseRules(file.content.toString());
  return paths.flatMap((path) => {
    const owners = rules.findLast(({ matches }) => matches(path))?.owners ?? [];
    return owners.length > 0 ? [owners.flatMap((owner) => resolveOwner(state, owner))] : [];
  });
}

function parseRules(text: string): Rule[] {
  return text.split("\n").flatMap((line) => {
    const [pattern = "", ...owners] = line
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    return pattern === "" ? [] : [{ matches: createMatch(pattern), owners }];
  });
}

/** The patterns are those of gitignore, but `folder/*` does not reach into folders below. */
function createMatch(pattern: string): Rule["matches"] {
  const rules = ignore().add(pattern);
  const depth = pattern.replace(/^\//, "").split("/").length;
  return (path) => {
    if (pattern.endsWith("/*") && path.split("/").length > depth) return false;
    return rules.ignores(path);
  };
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
