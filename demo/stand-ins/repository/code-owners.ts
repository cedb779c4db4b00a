/** CODEOWNERS, in the form that GitHub and GitLab share: patterns of gitignore, and the owners of each. */
import ignore from "ignore";
import type { HostRepository } from "#demo/stand-ins/repository/host-repository";

export interface OwnerRule {
  pattern: string;
  matches(path: string): boolean;
  /** `@name`, `@group/team` or an address. */
  owners: string[];
}

/**
 * Reads the rules of a commit. Only the last rule that matches a path counts.
 * @param places paths of the file; the first that exists counts
 */
export async function readOwnerRules(
  { git }: HostRepository,
  commit: string,
  places: readonly string[],
): Promise<OwnerRule[]> {
  const files = await git.readObjects(places.map((place) => `${commit}:${place}`));
  const file = files.find((object) => object?.type === "blob");
  return file ? parseRules(file.content.toString()) : [];
}

function parseRules(text: string): OwnerRule[] {
  return text.split("\n").flatMap((line) => {
    const [pattern = "", ...owners] = line
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    return pattern === "" ? [] : [{ pattern, matches: createMatch(pattern), owners }];
  });
}

/** The patterns are those of gitignore, but `folder/*` does not reach into folders below. */
function createMatch(pattern: string): OwnerRule["matches"] {
  const rules = ignore().add(pattern);
  const depth = pattern.replace(/^\//, "").split("/").length;
  return (path) => {
    if (pattern.endsWith("/*") && path.split("/").length > depth) return false;
    return rules.ignores(path);
  };
}
