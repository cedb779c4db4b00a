/** Attributes of a new pull request, which the portal's account adds after the pull request is open. */
import { toPortalError } from "#lib/errors";
import type { PullRequestAttributes } from "#lib/git/types";

/** Adds one kind of attribute. */
export interface AttributeStep {
  kind: "label" | "reviewer" | "assignee" | "milestone";
  values: readonly string[];
  /** Returns the values that the host left out without an error. Rejects with a PortalError. */
  add(values: readonly string[]): Promise<readonly string[]>;
}

/** A host that attributes are added at. */
export interface AttributeHost {
  /** For people, such as Gitea. */
  name: string;
  /** True for an error of a host that does not answer, or accepts no calls now. */
  isUnreachable(error: unknown): boolean;
}

/**
 * Takes the steps one after another. Where the host refuses several values at once, each is tried alone. Once the host is
 * unreachable, no other call is sent, because each would wait as well.
 * @returns a sentence for each value that is missing; never rejects
 */
export async function addAttributes(host: AttributeHost, steps: readonly AttributeStep[]): Promise<string[]> {
  const missing: string[] = [];
  let failure: string | undefined;

  async function take(step: AttributeStep, values: readonly string[]): Promise<void> {
    const note = (left: readonly string[], words: string) => {
      for (const value of left) missing.push(`The ${step.kind} "${value}" ${words}`);
    };
    if (values.length === 0) return;
    if (failure !== undefined) return note(values, `may be missing. ${failure}`);
    try {
      note(await step.add(values), `is missing. ${host.name} does not accept it.`);
    } catch (error) {
      const { detail } = toPortalError(error);
      if (host.isUnreachable(error)) failure = detail;
      else if (values.length === 1) return note(values, `is missing. ${detail}`);
      for (const value of values) await take(step, [value]);
    }
  }

  for (const step of steps) await take(step, step.values);
  return missing;
}

/**
 * The reviewers, people and teams apart. Nobody reviews their own request, so its authors are left out.
 * @param authors ids of the account that opened the pull request, and of the person
 */
export function splitReviewers(
  { reviewers = [] }: PullRequestAttributes,
  authors: readonly (string | undefined)[],
): { people: string[]; teams: string[] } {
  const own = authors.map((id) => id?.toLowerCase());
  const others = reviewers.filter((name) => !own.includes(name.toLowerCase()));
  const isTeam = (name: string) => name.includes("/");
  return { people: others.filter((name) => !isTeam(name)), teams: others.filter(isTeam) };
}

/** The wanted names that are not among the set ones. Hosts ignore the case of names. */
export function listLeft(wanted: readonly string[], set: readonly string[]): string[] {
  const lower = set.map((name) => name.toLowerCase());
  return wanted.filter((name) => !lower.includes(name.toLowerCase()));
}
