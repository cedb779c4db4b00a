// @vitest-environment jsdom
import { act, cleanup, renderHook, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useDraft } from "#components/request-form/draft/draft";
import { readDraft } from "#components/request-form/draft/draft-storage";
import { renderFields } from "#components/request-form/testing/field-fixture";
import { preparePage } from "#components/request-form/testing/page-fixture";

const KEY = "draft-of-a-test";
const FIELD = { files: { type: "object", additionalProperties: { type: "string" } } };

beforeEach(preparePage);
afterEach(cleanup);

/** Types into the rows, reloads the page and returns the text that the rows show. */
async function reload(spec: object, type: () => Promise<void>): Promise<string[]> {
  const { store } = renderFields(FIELD, { spec }, () => undefined);
  const { unmount } = renderHook(() => useDraft(store, KEY));
  await act(type);
  unmount();
  cleanup();
  const draft = readDraft(KEY);
  renderFields(FIELD, draft?.values ?? {}, () => undefined, draft?.raw);
  return screen.getAllByRole("textbox").map((box) => (box instanceof HTMLInputElement ? box.value : ""));
}

const add = () => userEvent.click(screen.getByRole("button", { name: "Add to Files" }));

describe("rows of a map after a reload", () => {
  it("include a row without a key", async () => {
    const rows = await reload({ files: { a: "1" } }, async () => {
      await add();
      await userEvent.type(screen.getByRole("textbox", { name: "Value of the new entry" }), "half");
    });
    expect(rows).toEqual(["a", "1", "", "half"]);
  });

  it("include two rows with one key, with the error", async () => {
    const rows = await reload({ files: { a: "1" } }, async () => {
      await add();
      await userEvent.keyboard("a");
    });
    expect(rows).toEqual(["a", "1", "a", ""]);
    expect(screen.getAllByText("The key a already exists. Enter another key.")).not.toEqual([]);
  });

  it("keep the order of keys that a JavaScript object would sort", async () => {
    const rows = await reload({}, async () => {
      for (const key of ["10", "9"]) {
        await add();
        await userEvent.keyboard(key);
        await userEvent.type(screen.getByRole("textbox", { name: `Value of ${key}` }), "v");
      }
    });
    expect(rows).toEqual(["10", "v", "9", "v"]);
  });

  it("omit a row with a secret", async () => {
    await reload({ files: { a: "1" } }, async () => {
      await add();
      const value = screen.getByRole("textbox", { name: "Value of the new entry" });
      await userEvent.type(value, `ghp_${"0aB".repeat(12)}`);
    });
    expect(localStorage.getItem(KEY) ?? "").not.toContain("ghp_");
  });
});
