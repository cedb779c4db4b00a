import { expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import type { Cluster } from "#lib/kubernetes/cluster";
import { readApiError } from "#lib/kubernetes/transport/api-error";
import { authorizeDiagnosis } from "#lib/server/diagnostics/access";

const pia: Identity = { user: "pia", name: "Pia", email: "", groups: ["platform"], via: "test" };

const UNREACHABLE = new PortalError("cluster-unavailable", { detail: "No answer." });
const NO_REVIEWS = readApiError("one", 403, {
  ...{ kind: "Status", status: "Failure", code: 403, reason: "Forbidden" },
  message: "subjectaccessreviews.authorization.k8s.io is forbidden",
});

/** What the reviews of each cluster answer, in the order of the configuration. */
function authorize(...answers: (boolean | Error)[]) {
  const names = answers.map((_, index) => ["one", "two"][index] ?? "");
  // Only the names are read here.
  const clusters = new Map(names.map((name) => [name, {} as Cluster]));
  const asked: string[] = [];
  const review = async (cluster: string, _subject: object, attributes: object) => {
    asked.push(cluster);
    expect(attributes).toEqual({ verb: "get", group: "vitrine.dev", resource: "diagnostics" });
    const answer = answers[names.indexOf(cluster)] ?? false;
    if (answer instanceof Error) throw answer;
    return { allowed: answer };
  };
  const done = authorizeDiagnosis({ clusters }, pia, { review, requestVerb: "request" });
  return { done, asked };
}

it("lets the first cluster that answers decide", async () => {
  const allowed = authorize(true, false);
  await allowed.done;
  expect(allowed.asked).toEqual(["one"]);
  const refused = authorize(false, true);
  await expect(refused.done).rejects.toMatchObject({ code: "forbidden" });
  expect(refused.asked).toEqual(["one"]);
  const second = authorize(UNREACHABLE, true);
  await second.done;
  expect(second.asked).toEqual(["one", "two"]);
  await expect(authorize(UNREACHABLE, false).done).rejects.toMatchObject({ code: "forbidden" });
});

it("refuses where no cluster answers", async () => {
  await expect(authorize(UNREACHABLE, UNREACHABLE).done).rejects.toBe(UNREACHABLE);
  await expect(authorize().done).rejects.toMatchObject({ code: "cluster-unavailable" });
});

it("names the access that the portal lacks to review that of people", async () => {
  await expect(authorize(NO_REVIEWS).done).rejects.toMatchObject({
    code: "cluster-unavailable",
    suggestion: expect.stringContaining("create on subjectaccessreviews.authorization.k8s.io"),
  });
});
