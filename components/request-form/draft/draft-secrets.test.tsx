// @vitest-environment jsdom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useDraft } from "#components/request-form/draft/draft";
import { readDraft } from "#components/request-form/draft/draft-storage";
import { createFormStore, type FormStore } from "#components/request-form/state/form-store";
import { convertSchema } from "#lib/form/convert/convert";
import { digestValue } from "#lib/form/values/secrets-check";

/** Joined here, so that secret scanners do not report this file. */
const TOKEN = ["gl", "pat-", "a1B2c3D4e5F6g7H8i9J0"].join("");
const PASSWORD = "xK9#mP2$vL5";
const KEY = "vitrine-draft-1:ana:sample";
const text = { type: "string" };
const form = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: { note: text, password: text, size: text, admin: { ...text, format: "password" } },
      },
    },
  },
  { kind: "Sample" },
);
const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };
const head = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: a\n  namespace: team-a\n";

let store: FormStore;
beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  store = createFormStore({ name: "a", namespace: "team-a", values: {}, form, type, namespaced: true });
  renderHook(() => useDraft(store, KEY));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function enter(change: (store: FormStore) => void): string {
  act(() => {
    change(store);
    vi.runAllTimers();
  });
  return localStorage.getItem(KEY) ?? "";
}

describe("draft with a secret", () => {
  it.each<[why: string, secret: string, change: (store: FormStore) => void]>([
    ["a token", TOKEN, (to) => to.setValue("/spec/note", TOKEN)],
    ["an unconfirmed value in a password field", PASSWORD, (to) => to.setValue("/spec/password", PASSWORD)],
    ["a value of a field with the format password", "hunter2", (to) => to.setValue("/spec/admin", "hunter2")],
    [
      "a value of a field with the format password in YAML",
      "hunter2",
      (to) => to.setText(`# why\n${head}spec:\n  admin: hunter2\n`, "set"),
    ],
    ["a token in a comment", TOKEN, (to) => to.setText(`# ${TOKEN}\n${head}spec: {}\n`, "set")],
    [
      "a token in an annotation",
      TOKEN,
      (to) => to.setText(`${head}  annotations: {a: ${TOKEN}}\nspec: {}\n`, "set"),
    ],
    ["a token in invalid YAML", TOKEN, (to) => to.setText(`${head}spec: [${TOKEN}`, "set")],
    [
      "a value of a field with the format password in invalid YAML",
      "hunter2",
      (to) => to.setText(`${head}spec: {admin: hunter2`, "set"),
    ],
  ])("is stored without %s", (_why, secret, change) => {
    const kept = enter((to) => {
      to.setValue("/spec/size", "small");
      change(to);
    });
    expect(kept).not.toBe("");
    expect(kept).not.toContain(secret);
  });

  it("keeps all other values and comments", () => {
    enter((to) => to.setText(`# why\n${head}spec:\n  size: small\n  note: ${TOKEN}\n`, "set"));
    const draft = readDraft(KEY);
    expect(draft?.values).toEqual({ spec: { size: "small" } });
    expect(draft?.text).toContain("# why");
  });

  it("keeps a confirmed value and its reason", () => {
    enter((to) => to.setValue("/spec/password", PASSWORD));
    const confirmed = new Map([["/spec/password", { digest: digestValue(PASSWORD), reason: "A sample." }]]);
    expect(enter((to) => to.update({ confirmed }))).toContain(PASSWORD);
    expect(readDraft(KEY)?.confirmed).toEqual(confirmed);
  });
});
