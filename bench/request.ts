/** A request made and merged through the HTTP API, for measurements and journeys that are about what comes after. */
import type { Page } from "@playwright/test";
import { z } from "zod";
import type { Demo } from "#demo/demo";
import type { RequestInput } from "#lib/request/types";

const submitted = z.object({ id: z.string() });

/**
 * Asks as the person who is signed in on `page`; Bo approves and merges. Resolves with the request's id once it is
 * merged. Throws with the API's own words when one of the three is refused.
 */
export async function requestAndMerge(page: Page, demo: Demo, input: RequestInput): Promise<string> {
  const asked = await page.context().request.post(`${demo.url}/api/v1/requests`, {
    headers: { origin: demo.url },
    data: input,
  });
  if (!asked.ok()) throw new Error(`POST requests: ${asked.status()} ${await asked.text()}`);
  const { id } = submitted.parse(await asked.json());
  for (const action of ["approve", "merge"]) {
    const path = `/api/v1/requests/${encodeURIComponent(id)}/${action}`;
    const done = await fetch(demo.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${demo.token}`, "content-type": "application/json" },
      body: "{}",
    });
    if (!done.ok) throw new Error(`POST ${path}: ${done.status} ${await done.text()}`);
  }
  return id;
}
