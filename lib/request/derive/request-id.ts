/** `requests-41`: the repository's name and the pull request's number. */
export function formatRequestId(repository: string, number: number): string {
  return `${repository}-${number}`;
}

/** Undefined for text that is not a request's id. A repository's name can contain dashes and digits. */
export function parseRequestId(id: string): { repository: string; number: number } | undefined {
  const match = /^(.+)-([1-9]\d{0,14})$/.exec(id);
  return match?.[1] === undefined ? undefined : { repository: match[1], number: Number(match[2]) };
}
