// @vitest-environment jsdom
import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "#components/data/api-error";
import { refreshQueries } from "#components/data/live";
import { createQueryClient, findRetryDelay, isWorthRetry } from "#components/data/providers";
import {
  useCatalog,
  usePreview,
  useRequest,
  useRequestAction,
  useRequestPages,
  useSubmitRequest,
} from "#components/data/queries";
import { setSignInNeeded, useSignInNeeded } from "#components/data/sign-in-state";
import { createChangeFilter, keysOfTopic, queryKeys } from "#components/data/topics";
import type { RequestInput } from "#lib/request/types";

afterEach(() => {
  vi.unstubAllGlobals();
  setSignInNeeded(false);
});

function setUp(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const fetch = vi.fn(async (url: string, init: RequestInit = {}) => answer(url, init));
  vi.stubGlobal("fetch", fetch);
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retryDelay: 1 } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return { fetch, client, wrapper };
}

const problem = (status: number, body: object) => Response.json(body, { status });

describe("query", () => {
  it("returns the API's answer", async () => {
    const { wrapper, fetch } = setUp(() => Response.json({ entries: [], synced: true }));
    const { result } = renderHook(() => useCatalog(), { wrapper });
    await waitFor(() => expect(result.current.data).toEqual({ entries: [], synced: true }));
    expect(fetch.mock.calls[0]?.[0]).toBe("/api/v1/catalog");
  });

  it("keeps all digits of an integer in the request and in the answer", async () => {
    const { wrapper, fetch } = setUp(() => new Response('{"changes":[{"after":9007199254740993}]}'));
    const { result } = renderHook(() => usePreview(), { wrapper });
    const values = { spec: { id: 9223372036854775807n } };
    act(() => result.current.mutate({ operation: "create", name: "a", values }));
    await waitFor(() => expect(result.current.data?.changes).toEqual([{ after: 9007199254740993n }]));
    expect(fetch.mock.calls[0]?.[1]?.body).toContain('"id":9223372036854775807');
  });

  it("fails at once with the API's problem", async () => {
    const body = { code: "forbidden", detail: "Not yours.", suggestion: "Ask.", errors: [] };
    const { wrapper, fetch } = setUp(() => problem(403, body));
    const { result } = renderHook(() => useRequest("r-1"), { wrapper });
    await waitFor(() => expect(result.current.error).toBeInstanceOf(ApiError));
    expect(result.current.error).toMatchObject({
      code: "forbidden",
      detail: "Not yours.",
      suggestion: "Ask.",
    });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("keeps its data when the network fails", async () => {
    let away = false;
    const { wrapper, client } = setUp(() => {
      if (away) throw new TypeError("Failed to fetch");
      return Response.json({ entries: [], synced: true });
    });
    const { result } = renderHook(
      () => {
        // Read during rendering, as in a page: only a change of a field that was read causes a new render.
        const { data, error } = useCatalog();
        return { data, error };
      },
      { wrapper },
    );
    await waitFor(() => expect(result.current.data).toBeDefined());
    away = true;
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(result.current.error).toMatchObject({ code: "network" }));
    expect(result.current.data).toEqual({ entries: [], synced: true });
  });

  it("explains an error page of a proxy", async () => {
    const { wrapper } = setUp(() => new Response("<html>Bad Gateway</html>", { status: 502 }));
    const { result } = renderHook(() => useCatalog(), { wrapper });
    await waitFor(() => expect(result.current.error?.detail).toMatch(/starting or unreachable/));
  });

  it("reports an ended session until a later answer succeeds", async () => {
    let ended = true;
    const { wrapper, client } = setUp(() =>
      ended ? problem(401, { code: "unauthenticated", detail: "Ended." }) : Response.json({ entries: [] }),
    );
    const { result } = renderHook(() => ({ needed: useSignInNeeded(), catalog: useCatalog() }), { wrapper });
    await waitFor(() => expect(result.current.needed).toBe(true));
    ended = false;
    await act(() => client.invalidateQueries());
    await waitFor(() => expect(result.current.needed).toBe(false));
  });

  it("still reports an ended session after a late answer to an earlier call", async () => {
    let answer: (response: Response) => void = () => undefined;
    const early = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    const ended = () => problem(401, { code: "unauthenticated", detail: "Ended." });
    const { wrapper, fetch } = setUp((url) => (url.endsWith("/catalog") ? early : ended()));
    const hooks = () => ({ needed: useSignInNeeded(), catalog: useCatalog(), request: useRequest("r-1") });
    const { result } = renderHook(hooks, { wrapper });
    await waitFor(() => expect(result.current.needed).toBe(true));
    answer(Response.json({ entries: [] }));
    await waitFor(() => expect(fetch.mock.calls.at(-1)?.[0]).toBe("/api/v1/me"));
    await waitFor(() => expect(result.current.catalog.data).toEqual({ entries: [] }));
    expect(result.current.needed).toBe(true);
  });
});

describe("submit", () => {
  const input: RequestInput = { entry: "e", name: "a", operation: "create", values: {} };
  const keyOf = (init: RequestInit | undefined) => new Headers(init?.headers).get("idempotency-key");

  it("sends the given idempotency key, and the same key again on a retry", async () => {
    const { wrapper, fetch } = setUp(() => {
      throw new TypeError("Failed to fetch");
    });
    const { result } = renderHook(() => useSubmitRequest(), { wrapper });
    for (const key of ["k1", "k1", "k2"]) {
      await act(() => result.current.mutateAsync({ input, key }).catch(() => undefined));
    }
    expect(fetch.mock.calls.map(([, init]) => keyOf(init))).toEqual(["k1", "k1", "k2"]);
  });

  it("returns the invalid fields", async () => {
    const errors = [{ path: "/spec/size", message: "Too large.", source: "schema" }];
    const { wrapper } = setUp(() => problem(422, { code: "invalid", detail: "One thing.", errors }));
    const { result } = renderHook(() => useSubmitRequest(), { wrapper });
    await act(() => result.current.mutateAsync({ input, key: "k" }).catch(() => undefined));
    await waitFor(() => expect(result.current.error?.errors).toEqual(errors));
  });
});

describe("rate-limited call", () => {
  const input: RequestInput = { entry: "e", name: "a", operation: "create", values: {} };
  const tooSoon = () =>
    Response.json(
      { code: "too-many-requests", detail: "You checked too many previews." },
      { status: 429, headers: { "retry-after": "3" } },
    );

  it("is retried automatically for a preview", async () => {
    let calls = 0;
    const { wrapper, client, fetch } = setUp(() => {
      calls += 1;
      return calls < 3 ? tooSoon() : Response.json({ manifest: "a: 1" });
    });
    client.setDefaultOptions({ mutations: { ...client.getDefaultOptions().mutations, retryDelay: 1 } });
    const { result } = renderHook(() => usePreview(), { wrapper });
    await act(() => result.current.mutateAsync(input));
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it("is retried after the portal's Retry-After", async () => {
    const { wrapper } = setUp(tooSoon);
    const { result } = renderHook(() => useSubmitRequest(), { wrapper });
    await act(() => result.current.mutateAsync({ input, key: "k" }).catch(() => undefined));
    await waitFor(() => expect(result.current.error).toMatchObject({ status: 429, retryAfter: 3 }));
    const error = result.current.error ?? new Error();
    expect(findRetryDelay(0, error)).toBe(3_000);
    expect(findRetryDelay(2, new Error("network"))).toBe(2_000);
  });

  it("is not retried automatically for a submit", async () => {
    const { wrapper, fetch } = setUp(tooSoon);
    const { result } = renderHook(() => useSubmitRequest(), { wrapper });
    await act(() => result.current.mutateAsync({ input, key: "k" }).catch(() => undefined));
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe("action on a request", () => {
  it("updates the request with the answer", async () => {
    const { wrapper, client, fetch } = setUp(() => Response.json({ id: "r-1", title: "merged" }));
    const { result } = renderHook(() => useRequestAction("r-1"), { wrapper });
    await act(() => result.current.mutateAsync({ action: "merge" }));
    expect(fetch.mock.calls[0]?.[0]).toBe("/api/v1/requests/r-1/merge");
    expect(client.getQueryData(queryKeys.request("r-1"))).toMatchObject({ title: "merged" });
  });
});

describe("useRequestPages", () => {
  it("says nothing of a query before its answer: neither that it found nothing, nor how much", async () => {
    let letIn = () => {};
    const gate = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    const { wrapper } = setUp(async (url) => {
      if (url.includes("q=two")) await gate;
      const requests = url.includes("q=two") ? [{ id: "two" }] : [];
      return Response.json({ requests, total: requests.length });
    });
    const { result, rerender } = renderHook(({ q }) => useRequestPages({ q }), {
      wrapper,
      initialProps: { q: "one" },
    });
    await waitFor(() => expect([result.current.rows, result.current.total]).toEqual([[], 0]));
    rerender({ q: "two" });
    expect([result.current.rows, result.current.total]).toEqual([undefined, undefined]);
    letIn();
    await waitFor(() => expect([result.current.rows, result.current.total]).toEqual([[{ id: "two" }], 1]));
  });
});

describe("createChangeFilter", () => {
  const client = createQueryClient();
  const answer = (...ids: string[]) => ({ requests: ids.map((id) => ({ id })), total: ids.length });
  client.setQueryData(queryKeys.requests({ author: "@me" }), { pages: [answer("a"), answer("b")] });
  client.setQueryData(queryKeys.requests({ toApprove: "true" }), { pages: [answer("c")] });
  client.setQueryData(queryKeys.attention, {});
  const listStale = (ids?: string[]) =>
    client
      .getQueryCache()
      .findAll({ predicate: createChangeFilter(client, ids) })
      .map(({ queryKey }) => JSON.stringify(queryKey.slice(-1)));

  const [OWN, WAITING, ATTENTION] = ['[{"author":"@me"}]', '[{"toApprove":"true"}]', '["attention"]'];
  it.each([
    ["a row of the second page", ["b"], [OWN, WAITING, ATTENTION]],
    ["a row of another list", ["c"], [WAITING, ATTENTION]],
    ["a request that no list has", ["new"], [OWN, WAITING, ATTENTION]],
    ["what may be any request", undefined, [OWN, WAITING, ATTENTION]],
  ])("makes stale what shows %s, and what its state decides", (_what, ids, stale) => {
    expect(listStale(ids)).toEqual(stale);
  });
});

describe("refreshQueries", () => {
  it("waits for a running read and reads once more for all changes meanwhile", async () => {
    const answers: (() => void)[] = [];
    const { wrapper, client, fetch } = setUp(
      () => new Promise((resolve) => answers.push(() => resolve(Response.json({ entries: [] })))),
    );
    renderHook(() => useCatalog(), { wrapper });
    await waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
    const refreshed = Array.from({ length: 20 }, () =>
      refreshQueries(client, { queryKey: queryKeys.catalog }),
    );
    expect(fetch.mock.calls[0]?.[1]?.signal?.aborted).toBe(false);
    answers[0]?.();
    await waitFor(() => expect(fetch).toHaveBeenCalledTimes(2));
    answers[1]?.();
    await Promise.all(refreshed);
    expect(fetch).toHaveBeenCalledTimes(2);
  });
});

describe("keysOfTopic", () => {
  it.each([
    ["catalog", [["catalog"]]],
    [
      "entry:promise.local.a",
      [
        ["entry", "promise.local.a"],
        ["namespaces", "promise.local.a"],
      ],
    ],
    ["requests", [["requests"], ["attention"], ["names"]]],
    ["request:r-1", [["request", "r-1"]]],
    ["resources", [["resources"]]],
    [
      "resources:promise.local.a",
      [
        ["resources", "promise.local.a"],
        ["names", "promise.local.a"],
      ],
    ],
    ["resource:c/_/v1/pods/ns/a%3Ab", [["resource", "c/_/v1/pods/ns/a%3Ab"]]],
    ["status", [["status"]]],
    ["unknown", []],
  ])("%s makes %j stale", (topic, keys) => {
    expect(keysOfTopic(topic)).toEqual(keys);
  });
});

describe("isWorthRetry", () => {
  it.each([
    ["network", 0, true],
    ["cluster-unavailable", 3, true],
    ["cluster-unavailable", 4, false],
    ["forbidden", 0, false],
    ["invalid", 0, false],
    ["unauthenticated", 0, false],
  ] as const)("%s after %i failures: %s", (code, failures, worth) => {
    expect(isWorthRetry(failures, new ApiError(code, 0, "x"))).toBe(worth);
  });
});
