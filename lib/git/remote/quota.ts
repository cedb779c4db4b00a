/** The calls that a host still grants the portal's account, as its answers say. */
import { z } from "zod";
import type { Headers } from "#lib/git/remote/refusal";
import type { CallQuota } from "#lib/git/types";

const number = z.coerce.number().int().nonnegative();
/** Quotas of a host that are kept: GitHub has about ten, by kind of call. */
const MOST_KEPT = 20;

export interface QuotaRecord {
  /** Reads an answer to a call of the portal's account. */
  note(headers: Headers): void;
  /** By name. Quotas whose time is over are left out. */
  list(): CallQuota[];
}

/** @param prefix of the headers: `x-ratelimit` at GitHub, `ratelimit` at GitLab */
export function createQuotaRecord(prefix: string, nameHeader: string): QuotaRecord {
  const quotas = new Map<string, CallQuota>();
  const schema = z.object({ limit: number, remaining: number, reset: number.positive() });
  return {
    note(headers) {
      const read = (part: string) => headers[`${prefix}-${part}`];
      const parsed = schema.safeParse({
        limit: read("limit"),
        remaining: read("remaining"),
        reset: read("reset"),
      });
      const name = String(headers[nameHeader] ?? "");
      if (!parsed.success || (quotas.size >= MOST_KEPT && !quotas.has(name))) return;
      const { limit, remaining, reset } = parsed.data;
      quotas.set(name, { name, limit, remaining, resetsAt: new Date(reset * 1_000).toISOString() });
    },
    list: () =>
      [...quotas.values()]
        .filter(({ resetsAt }) => Date.parse(resetsAt) > Date.now())
        .sort((one, other) => one.name.localeCompare(other.name)),
  };
}
