"use client";

import { useState } from "react";
import { type Draft, draftStoreKey, readDraft } from "#components/request-form/draft/draft-storage";
import { type ChangeBase, type FileText, readBase } from "#components/request-form/state/change-base";
import { startDocument } from "#components/request-form/state/form-document";
import { type Confirmation, MANIFEST } from "#components/request-form/state/form-state";
import {
  createFormStore,
  type FormStore,
  type InitialState,
} from "#components/request-form/state/form-store";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { type ManifestType, readYaml } from "#lib/form/manifest/manifest-text";
import type { FormSchema } from "#lib/form/types";
import { digestPlace } from "#lib/form/values/secrets-check";
import type { ConfirmedSecret } from "#lib/request/types";

/** The resource that a form changes. */
export interface ChangedResource {
  name: string;
  /** Empty for an object of the whole cluster. */
  namespace: string;
  /** Its page. */
  href: string;
  /** Its current file in Git; `confirmed` are its values that were confirmed as not secret. */
  file: FileText & { path: string; confirmed: readonly ConfirmedSecret[] };
  /** The newest open request that changes or removes the resource. */
  waiting: { id: string; by: string; isRemoval: boolean } | undefined;
  /** True when the last read found no file in Git. */
  isGone: boolean;
  /** Reads the file again, after Git changed. */
  refresh: () => void;
  /** The open request that the change is added to: `file` is the one on its branch. */
  amends?: AmendedRequest | undefined;
}

export interface AmendedRequest {
  id: string;
  /** The head of its branch, as it was read last. */
  commit: string;
  /** It creates the file. */
  isNew: boolean;
  /** The names of people whose approval no longer counts after the change. */
  approvers: readonly string[];
  /** The form of a second request; absent where the object can have one request only. */
  secondHref?: string | undefined;
}

interface FormStart extends Pick<InitialState, "open" | "unfolded"> {
  entry: CatalogEntryDetail;
  /** Id of the entry that the draft belongs to. */
  openedWith: string;
  form: FormSchema;
  type: ManifestType;
  person: string;
  change: ChangedResource | undefined;
  /** Id of the request that the form replaces. */
  from: string | null;
}

export interface StartedForm {
  store: FormStore;
  /** The storage key of the draft. */
  storeKey: string;
  /** It goes on from a draft. */
  restored: boolean;
}

/** The store of a form that opens: with the saved draft, else with the file in Git, else with the start values. */
export function useFormStart({ entry, openedWith, person, change, from, ...shown }: FormStart): StartedForm {
  const { amends } = change ?? {};
  const storeKey = draftStoreKey(person, openedWith, change, amends ? `amends:${amends.id}` : from);
  const [started] = useState(() => {
    const draft = readDraft(storeKey);
    const own = { ...shown, namespaced: entry.scope === "Namespaced" };
    if (!change) {
      const entered = draft ?? { name: "", namespace: "", values: shown.form.start ?? {} };
      return {
        store: createFormStore({ ...own, ...entered, base: undefined }),
        restored: draft !== undefined,
      };
    }
    // A draft without the file that it changes cannot be compared with Git.
    const kept = draft?.base && { ...draft, base: readBase(draft.base, change) };
    return {
      store: createFormStore({ ...own, ...startChange(change, kept, own) }),
      restored: kept !== undefined,
    };
  });
  return { ...started, storeKey };
}

type ChangeDraft = Omit<Draft, "base"> & { base: ChangeBase };

function startChange(
  { name, namespace, file }: ChangedResource,
  draft: ChangeDraft | undefined,
  { form, type }: Pick<FormStart, "form" | "type">,
) {
  const base = draft?.base ?? readBase(file, { name, namespace });
  const { values } = draft ?? base;
  const started = { name, namespace, ...(draft && { ...draft }), values, base };
  // Without edits of the text, the fields write into the file, so that an undone change leaves the file as it was.
  const untyped = startDocument({ ...started, form, type }, base.content).content;
  const isUntyped = draft?.text === undefined || draft.text === untyped;
  return {
    ...started,
    confirmed: new Map([...digestConfirmed(file, base), ...(draft?.confirmed ?? [])]),
    text: isUntyped ? base.content : draft.text,
  };
}

/** The confirmations of the file, each valid as long as its value does not change. */
export function digestConfirmed(
  { confirmed, content }: ChangedResource["file"],
  { values }: Pick<ChangeBase, "values">,
): ReadonlyMap<string, Confirmation> {
  const manifest = readYaml(content);
  const source = { values: manifest.ok ? manifest.value : values, text: content };
  return new Map(
    confirmed.map(({ path, reason }) => [path || MANIFEST, { digest: digestPlace(source, path), reason }]),
  );
}
