import "server-only";
import { countOutgoing, noteQuota } from "#lib/server/metrics";
import type { CallListener } from "#lib/server/outgoing/call-watch";

/** Headers that tell how many calls are left: GitHub's, and those of GitLab. */
const REMAINING = ["x-ratelimit-remaining", "ratelimit-remaining"];
const LIMIT = ["x-ratelimit-limit", "ratelimit-limit"];

/** Counts each call with its time until the headers of the answer, and notes the quota of a Git host. */
export const countCalls: CallListener = ({ kind, name, call }) => {
  const started = performance.now();
  return ({ status, header }) => {
    countOutgoing({ neighbour: kind, name, call, status }, (performance.now() - started) / 1_000);
    if (kind !== "git") return;
    const [remaining, limit] = [REMAINING, LIMIT].map((names) => readNumber(names.map(header)));
    if (remaining !== undefined && limit !== undefined) noteQuota(name, { remaining, limit });
  };
};

function readNumber(texts: readonly (string | undefined)[]): number | undefined {
  const text = texts.find((one) => one !== undefined && /^\d{1,9}$/.test(one));
  return text === undefined ? undefined : Number(text);
}
