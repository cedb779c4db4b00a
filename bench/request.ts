/** A request made and merged through the HTTP API, for measurements and journeys that are about what comes after. */
import type { Page } from "@playwright/test";
import { z } from "zod";
import type { Demo } from "#demo/demo";
import type { RequestInput } from "#lib/request/types";

const submitted = z.object({ id: z.string() });
const judged = z.object({ commit: z.string(), result: z.string().optional() });

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
  const path = `/api/v1/requests/${encodeURIComponent(id)}`;
  // Bo approves and merges what stands there now.
  const { commit, result } = judged.parse(await call(demo, "GET", path));
  for (const action of ["approve", "merge"])
    await call(demo, "POST", `${path}/${action}`, { commit, result });
  return id;
}

async function call(demo: Demo, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(demo.url + path, {
    method,
    headers: { authorization: `Bearer ${demo.token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
