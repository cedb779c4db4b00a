// @vitest-environment jsdom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { useDraft } from "#components/request-form/draft/draft";
import { createFormStore } from "#components/request-form/state/form-store";
import { convertSchema } from "#lib/form/convert/convert";

const KEY = "draft-of-a-test";
const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Thing" };
const form = convertSchema(
  { type: "object", properties: { spec: { type: "object", properties: { size: { type: "string" } } } } },
  { kind: "Thing" },
);

afterEach(() => {
  cleanup();
  localStorage.clear();
});

function open() {
  const store = createFormStore({ name: "", namespace: "", values: {}, form, type, namespaced: true });
  const { result, unmount } = renderHook(() => useDraft(store, KEY));
  act(() => store.update({ values: { spec: { size: "large" } } }));
  return { result, unmount };
}

describe("pending draft", () => {
  it("is stored when the page closes", () => {
    open().unmount();
    expect(localStorage.getItem(KEY)).toContain("large");
  });

  it("stays removed after it is discarded", () => {
    const { result, unmount } = open();
    act(() => result.current.discard());
    unmount();
    expect(localStorage.getItem(KEY)).toBeNull();
  });
});
