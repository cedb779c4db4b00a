/**
 * Removes leading and trailing slashes from a folder as agents write it (`./apps/`, `/`, `.`). `""` is the
 * root.
 */
export function trimFolder(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
