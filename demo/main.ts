/** `npm run demo` and `npm run dev`: starts, says where it is, and stops cleanly however it is told to. */
import { type DemoArguments, parseArguments, USAGE } from "#demo/arguments";
import { type Demo, startDemo } from "#demo/demo";
import { watchForEnd } from "#demo/local-stack/end";
import { startOnCluster } from "#demo/on-cluster";
import { ANA, BO, GUEST, PIA } from "#demo/people";
import { showProgress } from "#demo/terminal";
import { findPortalPort } from "#lib/command/ports";
import { sayRun } from "#lib/command/run-report";
import { say, sayError, sayReady } from "#lib/command/terminal";
import { formatDuration } from "../scripts/duration.js";

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function describePeople({ people, standIn }: Demo): string {
  if (standIn)
    return `at the stand-in for ${standIn.host}: ${ANA.name} (developer) or ${BO.name} (developer and approver)`;
  if (!people)
    return `${ANA.name} (developer), ${BO.name} (developer and approver), ${PIA.name} (platform team) or ${GUEST.name}, by a button`;
  const { ana, bo } = people;
  return `at Gitea: ${ana.login} / ${ana.password} (developer), ${bo.login} / ${bo.password} (developer and approver)`;
}

/** Who may do at the Git host what the portal does not. */
function describeGitHost({ gitea, maintainer, standIn }: Demo): (readonly [string, string])[] {
  if (standIn)
    return [
      ["Stand-in", `${standIn.url} in place of ${standIn.host}`],
      ["By hand", "sign in there as Maintainer, who alone may push to main"],
    ];
  if (!gitea || !maintainer) return [];
  return [
    ["Gitea", gitea.url],
    ["By hand", `${maintainer.login} / ${maintainer.password}, who alone may push to main`],
  ];
}

function sayDemoReady(demo: Demo): void {
  const coming = demo.parts().filter(({ state }) => state !== "ready" && state !== "failed");
  sayReady([
    ["Portal", demo.url],
    ["Sign in", describePeople(demo)],
    ["Cluster", `export KUBECONFIG=${demo.kubeconfig}`],
    ["Requests", `git clone ${demo.repository}`],
    ...describeGitHost(demo),
    ["Stop", "Ctrl-C; nothing is kept"],
    ...(coming.length > 0 ? [["Coming", coming.map(({ name }) => name).join(", ")] as const] : []),
  ]);
}

async function runDemo(
  { port, json, dev, full, github, gitlab }: DemoArguments,
  signal: AbortSignal,
): Promise<void> {
  const start = Date.now();
  const progress = showProgress();
  const demo = await startDemo({
    port: await findPortalPort(port, say),
    dev,
    full,
    github,
    gitlab,
    signal,
    onReport: progress.onReport,
  });
  sayDemoReady(demo);
  const { url, kubeconfig, token } = demo;
  if (json) process.stdout.write(`${JSON.stringify({ url, kubeconfig, token, parts: demo.parts() })}\n`);
  demo.whenReady().then(
    () => signal.aborted || say(`  Every part is ready, after ${formatDuration(Date.now() - start)}.\n`),
    () =>
      signal.aborted ||
      say("  A part failed; the rest can be used. The reason stands above and on the page.\n"),
  );
  await untilAborted(signal);
  progress.stop();
  await demo.stop();
}

async function runOnCluster({ port, json, dev }: DemoArguments, signal: AbortSignal): Promise<void> {
  const progress = showProgress();
  const { onReport } = progress;
  const portal = await startOnCluster({ port: await findPortalPort(port, say), dev, signal, onReport });
  progress.stop();
  await sayRun(portal);
  const { url, link, token } = portal;
  if (json) process.stdout.write(`${JSON.stringify({ url, link, kubeconfig: null, token, parts: [] })}\n`);
  await untilAborted(signal);
  await portal.stop();
}

async function main(): Promise<number> {
  const signal = watchForEnd(() => say("\n  Stopping …"));
  try {
    const wanted = parseArguments(process.argv.slice(2));
    if (wanted.help) say(USAGE);
    else if (wanted.cluster) await runOnCluster(wanted, signal);
    else await runDemo(wanted, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    sayError(error);
    return 1;
  }
}

process.exit(await main());
