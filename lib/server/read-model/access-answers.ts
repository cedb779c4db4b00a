import "server-only";
import { LRUCache } from "lru-cache";
import { type PermissionRules, subjectOf } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import type { ResourceAttributes } from "#lib/kubernetes/types";

/** The answer of one access review. */
export interface Answer {
  cluster: string;
  attributes: ResourceAttributes;
  allowed: boolean;
}

/** The rules, and the answers that they gave since, each question once. */
export function recordAnswers(rules: PermissionRules): { rules: PermissionRules; answers(): Answer[] } {
  const answers = new Map<string, Answer>();
  return {
    rules: {
      ...rules,
      async review(cluster, subject, attributes) {
        const answer = await rules.review(cluster, subject, attributes);
        answers.set(JSON.stringify([cluster, attributes]), { cluster, attributes, allowed: answer.allowed });
        return answer;
      },
    },
    answers: () => [...answers.values()],
  };
}

/** Sets of answers that are kept, and people that a set was compared for. */
const MOST_SETS = 10_000;
const MOST_PEOPLE = 1_000;
/** Milliseconds for which a comparison is valid: a list compares the same answers for each of its objects. */
const SAME_FOR = 1_000;

/** Sets of answers, each in memory once: the objects of a namespace are seen with the same answers. */
export interface AnswerSets {
  /** The set in memory that equals these answers. */
  intern(answers: readonly Answer[]): readonly Answer[];
  /** True where the person gets the same answers now, or did within the last second. */
  areSame(rules: PermissionRules, identity: Identity, answers: readonly Answer[]): Promise<boolean>;
}

export function createAnswerSets(now: () => number = Date.now): AnswerSets {
  const sets = new LRUCache<string, readonly Answer[]>({ max: MOST_SETS });
  const compared = new WeakMap<readonly Answer[], LRUCache<string, { at: number; same: Promise<boolean> }>>();

  function findPeople(answers: readonly Answer[]) {
    const people = compared.get(answers) ?? new LRUCache({ max: MOST_PEOPLE });
    compared.set(answers, people);
    return people;
  }

  return {
    intern(answers) {
      const key = JSON.stringify(answers);
      const known = sets.get(key) ?? answers;
      sets.set(key, known);
      return known;
    },
    areSame(rules, identity, answers) {
      const people = findPeople(answers);
      const key = JSON.stringify([identity.user, identity.groups]);
      const known = people.get(key);
      if (known && now() - known.at < SAME_FOR) return known.same;
      const same = answersSame(rules, identity, answers);
      people.set(key, { at: now(), same });
      return same;
    },
  };
}

/** True where the person gets the same answers now. False while the cluster cannot answer. */
async function answersSame(
  rules: PermissionRules,
  identity: Identity,
  answers: readonly Answer[],
): Promise<boolean> {
  const subject = subjectOf(identity);
  for (const { cluster, attributes, allowed } of answers) {
    const now = await rules.review(cluster, subject, attributes).catch(() => undefined);
    if (now?.allowed !== allowed) return false;
  }
  return true;
}
