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

/** What is changed, where it is nothing new that is asked for. */
export interface ChangedResource {
  name: string;
  /** Empty for what belongs to the whole cluster. */
  namespace: string;
  /** Its page. */
  href: string;
  /** Its file as it is in Git now; `confirmed` is what looks like a secret in it and is none. */
  file: FileText & { path: string; confirmed: readonly ConfirmedSecret[] };
  /** Of what somebody asked for already and is not merged yet: a change or removal of it, the newest. */
  waiting: { id: string; by: string; isRemoval: boolean } | undefined;
  /** It is not in Git any more, as far as that is known. */
  isGone: boolean;
  /** Reads the file anew: Git has another than was known. */
  refresh: () => void;
}

interface FormStart extends Pick<InitialState, "open" | "unfolded"> {
  entry: CatalogEntryDetail;
  form: FormSchema;
  type: ManifestType;
  person: string;
  change: ChangedResource | undefined;
  /** Id of the request that the form makes anew. */
  from: string | null;
}

export interface StartedForm {
  store: FormStore;
  /** Where the draft lies. */
  storeKey: string;
  /** It goes on from a draft. */
  restored: boolean;
}

/** The store of a form that opens: with the draft from before, else empty, or with what is in Git. */
export function useFormStart({ entry, person, change, from, ...shown }: FormStart): StartedForm {
  const storeKey = draftStoreKey(person, entry.id, change, from);
  const [started] = useState(() => {
    const draft = readDraft(storeKey);
    const own = { ...shown, namespaced: entry.scope === "Namespaced" };
    if (!change) {
      const entered = draft ?? { name: "", namespace: "", values: {} };
      return {
        store: createFormStore({ ...own, ...entered, base: undefined }),
        restored: draft !== undefined,
      };
    }
    // A draft that does not say what it changes cannot be compared with anything.
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
  // Where only fields were changed, they go on being changed in the file: what is taken back is as it was.
  const untyped = startDocument({ ...started, form, type }, base.content).content;
  const isUntyped = draft?.text === undefined || draft.text === untyped;
  return {
    ...started,
    confirmed: new Map([...digestConfirmed(file, base), ...(draft?.confirmed ?? [])]),
    text: isUntyped ? base.content : draft.text,
  };
}

/** What was said to be no secret when it was asked for: so it stays, as long as its value does. */
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
