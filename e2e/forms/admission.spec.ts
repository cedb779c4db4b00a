import { openCluster } from "#demo/platform/cluster";
import { applyObject, deleteObject } from "#demo/platform/objects";
import { expect, signIn, test } from "../testing/portal";

const OFFER = "crd.local.featureflags.demo.vitrine.dev";

interface Rule {
  name: string;
  expression: string;
  message: string;
  action: "Deny" | "Warn";
}

/** A policy about flags whose name begins with `careful`, so that nobody else meets it. */
function makePolicy({ name, expression, message, action }: Rule) {
  const apiVersion = "admissionregistration.k8s.io/v1";
  return [
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name },
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["demo.vitrine.dev"],
              apiVersions: ["*"],
              operations: ["CREATE", "UPDATE"],
              resources: ["featureflags"],
            },
          ],
        },
        matchConditions: [{ name: "careful", expression: "object.metadata.name.startsWith('careful')" }],
        validations: [{ expression, message }],
      },
    },
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, validationActions: [action] },
    },
  ];
}

const POLICIES = [
  ...makePolicy({
    name: "slow-rollout",
    expression: "object.spec.rollout.percentage <= 50",
    message: "spec.rollout.percentage may start at 50 at most",
    action: "Deny",
  }),
  ...makePolicy({
    name: "say-when",
    expression: "has(object.spec.expiresAt)",
    message: "a flag without an end is never removed",
    action: "Warn",
  }),
];

const flag = {
  apiVersion: "demo.vitrine.dev/v1",
  kind: "FeatureFlag",
  metadata: { name: "careful-try", namespace: "team-a" },
  spec: { description: "Tries the policy" },
};

test("a policy of the cluster refuses a request at its field before the pull request", async ({
  browser,
  portal,
}) => {
  const cluster = await openCluster(portal.kubeconfig);
  for (const policy of POLICIES) await applyObject(cluster, policy, "e2e");
  const path = `${await cluster.path({ ...flag, ...flag.metadata })}?dryRun=All&fieldManager=e2e`;
  const contentType = "application/apply-patch+yaml";
  await expect
    .poll(() => cluster.call({ method: "PATCH", path, body: flag, contentType }).then(() => "", String))
    .toContain("slow-rollout");
  const page = await signIn(browser, portal.url, "Ana");

  await test.step("the review shows the refusal", async () => {
    await page.goto(`/catalog/${OFFER}/new`);
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("careful-flag");
    await page.getByRole("combobox", { name: "Namespace" }).click();
    await page.getByRole("option", { name: "team-a", exact: true }).click();
    await page.getByRole("textbox", { name: "What it switches" }).fill("The new checkout page");
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Fix 1 error" })).toContainText(
      "The policy slow-rollout refuses it: spec.rollout.percentage may start at 50 at most.",
    );
    await expect(page.getByRole("button", { name: "Open pull request" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  });

  await test.step("the field shows the error and has the focus", async () => {
    await page.getByRole("button", { name: "Fix Rollout › Share of users (per cent)" }).click();
    const share = page.getByRole("textbox", { name: "Share of users (per cent)" });
    await expect(share).toBeFocused();
    await expect(share).toHaveAccessibleDescription(/The policy slow-rollout refuses it/);
    await share.fill("50");
  });

  await test.step("the cluster accepts the corrected values, and the review shows its warnings", async () => {
    await page.getByRole("button", { name: "Review", exact: true }).click();
    await expect(page.getByText("The cluster accepts the resource")).toBeVisible();
    await expect(
      page.getByText(/Warning from the cluster: .*a flag without an end is never removed/),
    ).toBeVisible();
    await page.getByRole("button", { name: "Open pull request" }).click();
    await page.waitForURL("**/requests/**");
    await expect(page.getByText("Held for approval").first()).toBeVisible();
  });
  for (const policy of POLICIES) await deleteObject(cluster, policy);
});
