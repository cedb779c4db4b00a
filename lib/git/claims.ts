import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { PortalError } from "#lib/errors";
import { createLines } from "#lib/git/lines";

/** Longer than any submission takes, so the previous holder has ended by then. */
const EXPIRES_MILLISECONDS = 10 * 60_000;
/** How long a claim with the same value waits for the holder to finish. */
const SHARE_MILLISECONDS = 3_000;
const POLL_MILLISECONDS = 100;
/** If a name is neither free nor held for this long, it cannot be written. */
const GIVE_UP_MILLISECONDS = 20_000;

const claimRecord = z.object({ value: z.string(), at: z.iso.datetime(), nonce: z.string() });

/** The content of a claim. `nonce` distinguishes two claims with one value. */
type ClaimRecord = z.infer<typeof claimRecord>;

/** A host's storage for claims. Each call is one compare-and-swap step, as far as the host allows. */
export interface ClaimStore {
  /** False where anyone holds the name. */
  create(name: string, text: string): Promise<boolean>;
  read(name: string): Promise<string | undefined>;
  /** Removes the name if it still has exactly this text. */
  remove(name: string, text: string): Promise<void>;
}

/** Implements `GitProvider.claim` with a host's store. */
export function createClaims(store: ClaimStore, shareMilliseconds = SHARE_MILLISECONDS) {
  // Processes compete at the host. Within one process, a queue is cheaper and does not disturb the host's own
  // lists.
  const inLine = createLines();
  return (name: string, value: string): Promise<() => Promise<void>> =>
    inLine(name, () => claim(name, value));

  async function claim(name: string, value: string): Promise<() => Promise<void>> {
    if (!/^[0-9a-f]{16,64}$/.test(name)) {
      throw new PortalError("invalid", { detail: "A claim's name is 16 to 64 hexadecimal digits." });
    }
    const started = Date.now();
    for (;;) {
      const text = JSON.stringify({ value, at: new Date().toISOString(), nonce: randomUUID() });
      if (await store.create(name, text)) return () => store.remove(name, text);
      const waited = Date.now() - started;
      const held = await store.read(name);
      const record = held === undefined ? undefined : parseClaim(held);
      const isHeld = record !== undefined && Date.now() - Date.parse(record.at) <= EXPIRES_MILLISECONDS;
      if (isHeld && record.value !== value) throw heldByOther();
      if (isHeld && held !== undefined && waited >= shareMilliseconds) return () => store.remove(name, held);
      if (!isHeld && waited >= GIVE_UP_MILLISECONDS) throw unwritable();
      if (!isHeld && held !== undefined) await store.remove(name, held);
      else await wait(POLL_MILLISECONDS);
    }
  }
}

function parseClaim(text: string): ClaimRecord | undefined {
  try {
    return claimRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function heldByOther(): PortalError {
  return new PortalError("conflict", {
    detail: "Another request is being opened under the same idempotency key.",
    suggestion: "Use a new key for each request.",
  });
}

function unwritable(): PortalError {
  return new PortalError("git-unavailable", {
    detail: "The Git repository could not be changed. Nothing was written.",
    suggestion:
      "Try again in a moment. If the problem persists, ask the platform team to check the repository and its disk.",
  });
}
