import { z } from "zod";
import { diagnostics } from "#lib/api/contract/diagnostics";
import { readAnswer, untilOk } from "#lib/command/answers";
import type { PortalRun } from "#lib/command/portal-run";
import { red, say, sayError, sayReady } from "#lib/command/terminal";

const catalog = z.object({ entries: z.array(z.object({ source: z.string() })) });

/** Milliseconds for the first lists of the cluster. */
const PATIENCE = 5_000;

const SOURCES: Record<string, string> = {
  promise: "Kratix Promises",
  xrd: "Crossplane XRDs",
  rgd: "kro ResourceGraphDefinitions",
  crd: "CRDs",
};

/** Says in the terminal where the started portal is, what it sees, and what does not work yet. */
export async function sayRun(run: PortalRun): Promise<void> {
  const { access, link, problems, repository } = run;
  sayReady([
    ["Portal", link],
    ["Cluster", `${access.context} (${access.server})`],
    ["Access", `that of ${access.person.user}, for the portal and for you`],
    ["Offers", await describeCatalog(run)],
    ["Requests", repository ?? "none can be made"],
    ["Stop", "Ctrl-C; nothing was installed in the cluster"],
  ]);
  for (const line of await listUnmet(run)) say(line);
  for (const problem of problems) sayError(problem);
}

/** What the portal cannot see or do, as Diagnostics say it; nothing for a person who may not see Diagnostics. */
async function listUnmet(run: PortalRun): Promise<string[]> {
  const answer = await readAnswer(run, "/api/v1/diagnostics", diagnostics);
  const checks = (answer?.groups ?? []).flatMap((group) => group.checks);
  const unmet = checks.filter(({ state }) => state === "failed");
  if (unmet.length === 0) return [];
  return [
    ...unmet.map(({ title, found }) => `  ${red("✗")} ${title}: ${found}`),
    `  The next steps: ${run.url}/diagnostics`,
  ];
}

/** A cluster that is unreachable is no reason to wait for longer. */
async function describeCatalog(run: PortalRun): Promise<string> {
  await untilOk(`${run.url}/api/readyz`, PATIENCE);
  const answer = await readAnswer(run, "/api/v1/catalog", catalog);
  return answer ? describeOffers(answer.entries) : "not known yet";
}

function describeOffers(entries: readonly { source: string }[]): string {
  const counts = Object.entries(SOURCES).flatMap(([source, name]) => {
    const count = entries.filter((entry) => entry.source === source).length;
    return count > 0 ? [`${count} ${name}`] : [];
  });
  return counts.length > 0 ? counts.join(", ") : "none that you can see";
}
