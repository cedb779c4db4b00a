// @vitest-environment jsdom
/** An action whose response is lost: the page says that the result is unknown, and then checks it. */
import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { createQueryClient } from "#components/data/providers";
import { type RequestAction, useRequestAction } from "#components/data/queries";
import { ActionProblem } from "#components/requests/action-problem";
import { makeRequest } from "#components/requests/request-fixture";
import type { PortalRequestDetail } from "#lib/request/types";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

let run: (action: RequestAction) => void;

function Acting() {
  const action = useRequestAction("requests-1");
  run = (verb) => action.mutate({ action: verb });
  return <ActionProblem action={action} />;
}

/** `answer` responds to the action, `read` to each read of the request. */
function show(answer: () => Response, read: () => Response) {
  vi.stubGlobal("fetch", async (_url: string, init?: RequestInit) =>
    init?.method === "POST" ? answer() : read(),
  );
  const client = createQueryClient();
  client.setDefaultOptions({ ...client.getDefaultOptions(), queries: { retry: false } });
  return render(
    <QueryClientProvider client={client}>
      <Acting />
    </QueryClientProvider>,
  );
}

const problem = (status: number, code: string) =>
  Response.json(
    { code, detail: `Said ${code}.` },
    { status, headers: { "content-type": "application/problem+json" } },
  );
const request = (state: PortalRequestDetail["pullRequest"]["state"]) =>
  Response.json(makeRequest({ pullRequest: { provider: "gitea", number: 1, url: "", state } }));
const lost = () => problem(504, "outcome-unknown");

it.each<[why: string, answer: () => Response]>([
  ["the Git host's answer is lost", lost],
  [
    "the portal's own answer is lost",
    () => {
      throw new TypeError("Failed to fetch");
    },
  ],
  ["a proxy gives up", () => new Response("Bad Gateway", { status: 502 })],
])("ActionProblem reports an unknown outcome until the request shows the merge: %s", async (_why, answer) => {
  let isBack = false;
  const { container } = show(answer, () => (isBack ? request("merged") : problem(503, "git-unavailable")));
  await act(async () => run("merge"));
  const status = await screen.findByRole("status");
  expect(status.textContent).toContain("doesn't know whether the request was merged");
  isBack = true;
  await waitFor(() => expect(container.textContent).toBe(""), { timeout: 10_000 });
});

it("ActionProblem reports that the action failed when the request has not changed", async () => {
  show(lost, () => request("open"));
  await act(async () => run("merge"));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The request was not merged");
  expect(alert.textContent).toContain("Try again.");
});

it("ActionProblem shows only the refusal", async () => {
  show(
    () => problem(409, "conflict"),
    () => request("merged"),
  );
  await act(async () => run("merge"));
  expect((await screen.findByRole("alert")).textContent).toBe("The request was not mergedSaid conflict.");
});
