import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problem } from "#lib/api/contract/shared";
import { type ErrorCode, PortalError, toPortalError } from "#lib/errors";
import { answerProblem, toProblem } from "#lib/server/http/problem";
import { runInRequest } from "#lib/server/http/request-context";

// This test does not check the log.
beforeEach(() => {
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("LOG_LEVEL", "silent");
});
afterEach(() => vi.unstubAllEnvs());

const request = { method: "GET", path: "/api/v1/catalog" };

const rows: [code: ErrorCode, status: number, title: string][] = [
  ["unauthenticated", 401, "Unauthorized"],
  ["forbidden", 403, "Forbidden"],
  ["csrf", 403, "Forbidden"],
  ["not-found", 404, "Not Found"],
  ["conflict", 409, "Conflict"],
  ["already-exists", 409, "Conflict"],
  ["not-requestable", 409, "Conflict"],
  ["method-not-allowed", 405, "Method Not Allowed"],
  ["too-many-requests", 429, "Too Many Requests"],
  ["invalid", 422, "Unprocessable Entity"],
  ["cluster-unavailable", 503, "Service Unavailable"],
  ["git-unavailable", 503, "Service Unavailable"],
  ["misconfigured", 500, "Internal Server Error"],
  ["internal", 500, "Internal Server Error"],
];

describe("answerProblem", () => {
  it.each(rows)("answers %s with %i, as the schema of the error declares", async (code, status, title) => {
    const error = new PortalError(code, { detail: "What went wrong.", suggestion: "The next step." });
    const response = answerProblem(error, request);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const body = problem.parse(await response.json());
    expect(body).toMatchObject({
      code,
      status,
      title,
      detail: "What went wrong.",
      suggestion: "The next step.",
    });
  });

  it("sets Retry-After in whole seconds", () => {
    const error = new PortalError("too-many-requests", { detail: "Too many.", retryAfter: 1.2 });
    expect(answerProblem(error, request).headers.get("retry-after")).toBe("2");
  });

  it("includes the ID of the request", () => {
    const context = { id: "0b0e0c1e-0000-4000-8000-000000000000", address: "10.0.0.1" };
    const error = new PortalError("internal", { detail: "It failed." });
    expect(runInRequest(context, () => toProblem(error)).requestId).toBe(context.id);
  });

  it("never includes the cause", async () => {
    const cause = new Error("password=hunter2 at /etc/vitrine/kubeconfig");
    for (const error of [cause, "hunter2", new PortalError("internal", { detail: "It failed.", cause })]) {
      const text = await answerProblem(error, request).text();
      expect(text).not.toMatch(/hunter2|kubeconfig|stack/);
    }
  });

  it("lists the invalid fields", () => {
    const errors = [{ path: "/values/spec/size", message: "Too large.", source: "schema" as const }];
    const error = new PortalError("invalid", { detail: "One thing is to fix.", errors });
    expect(toProblem(error).errors).toEqual(errors);
    expect(toProblem(toPortalError(new Error("x")))).not.toHaveProperty("errors");
  });
});
