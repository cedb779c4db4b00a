/** A folder of a repository as agents write it (`./apps/`, `/`, `.`), without slashes at its ends; `""` is the root. */
export function trimFolder(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
