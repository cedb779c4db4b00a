import "server-only";
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

/** True where the person gets the same answers now. False while the cluster cannot answer. */
export async function answersSame(
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
