import { setTimeout as pause } from "node:timers/promises";
import type { z } from "zod";
import type { PortalRun } from "#lib/command/portal-run";

/** Milliseconds between two calls. */
const INTERVAL = 100;

/** Calls an address until it answers with success. Returns false where it does not within `patience` milliseconds. */
export async function untilOk(url: string, patience: number): Promise<boolean> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await pause(INTERVAL)) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return true;
  }
  return false;
}

/** The answer of the portal's API; undefined where it refuses. */
export async function readAnswer<T>(
  { url, token }: Pick<PortalRun, "url" | "token">,
  path: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  return answer.ok ? schema.safeParse(await answer.json()).data : undefined;
}
