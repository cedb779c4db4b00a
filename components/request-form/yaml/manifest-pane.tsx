"use client";

import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { formMessages } from "#components/request-form/messages";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import { isWritten } from "#components/request-form/state/form-document";
import { type FormState, MANIFEST, type RawText } from "#components/request-form/state/form-state";
import { ForeignManifest } from "#components/request-form/yaml/foreign-manifest";
import { useManifestProblems } from "#components/request-form/yaml/manifest-problems";
import { Button } from "#components/ui/button";
import { CopyButton } from "#components/ui/copy-button";
import { Skeleton } from "#components/ui/state/skeleton";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { withIdentity } from "#lib/form/manifest/completion";
import { isManifestText, type PastedManifest, parsePastedManifest } from "#lib/form/manifest/manifest-paste";
import { createLocator } from "#lib/form/manifest/manifest-position";

const YamlEditor = lazy(() => import("#components/request-form/yaml/yaml-editor"));

const { manifest: messages } = formMessages;

/** The text follows the fields this long after the last change: a keystroke in a field never waits for it. */
const WAIT = 150;

/** The manifest beside the form: two views of one document. Text that parses updates the form at once. */
export function ManifestPane({ entry }: { entry: CatalogEntryDetail }) {
  const { store } = useRequestForm();
  const document = useFormState(useCallback((state: FormState) => state.document, []));
  const raw = useFormState(useCallback((state: FormState) => state.raw.get(MANIFEST), []));
  const form = useFormState(useCallback((state: FormState) => state.form, []));
  const [notice, setNotice] = useState("");
  useFollowingText();
  const text = raw?.text ?? document.content;
  const problems = useManifestProblems(text, raw);
  const target = useTarget(text);
  const whole = useMemo(() => withIdentity(form, document.type), [form, document.type]);
  const edit = (next: string) => {
    setNotice("");
    store.setText(next + (text.endsWith("\n") ? "\n" : ""), "set");
  };
  const paste = (pasted: string) => {
    if (!isManifestText(pasted)) return false;
    const taken = parsePastedManifest(store.get().type, pasted);
    if (taken.ok) store.setText(taken.value.text, "all");
    else
      store.setRaw(MANIFEST, {
        text: pasted,
        message: taken.message,
        ...(taken.found && { found: taken.found }),
      });
    setNotice(taken.ok ? describePaste(taken.value) : "");
    return true;
  };
  return (
    <section aria-label={messages.title} className="flex min-h-0 min-w-0 grow flex-col">
      <div className="flex h-7 items-center justify-between">
        <h2 className="font-medium">{messages.title}</h2>
        <CopyButton text={text} label={messages.copy} />
      </div>
      <div id="manifest-hint" role="status" className="mb-2 min-h-4 text-muted-foreground text-xs">
        {raw ? (
          <Unread raw={raw} entry={entry} />
        ) : (
          notice || (problems.length > 0 ? messages.problems(problems.length) : messages.hint)
        )}
      </div>
      <Suspense fallback={<Skeleton className="min-h-64 grow rounded-md" />}>
        <YamlEditor
          id="manifest"
          label={messages.label}
          value={text}
          invalid={raw !== undefined}
          describedBy="manifest-hint"
          tall
          className="min-h-64 grow border-border"
          onChange={edit}
          problems={problems}
          onVisit={setNotice}
          form={whole}
          target={target}
          onPaste={paste}
        />
      </Suspense>
    </section>
  );
}

/** Writes the text again once the person pauses in a field. */
function useFollowingText(): void {
  const { store } = useRequestForm();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      if (isWritten(store.get())) return;
      clearTimeout(timer);
      timer = setTimeout(() => store.writeText(), WAIT);
    };
    follow();
    const stop = store.subscribe(follow);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
}

/** Where the editor is sent: the place of a field, or the whole text. */
function useTarget(text: string) {
  const { store } = useRequestForm();
  const target = useFormState(useCallback((state: FormState) => state.target, []));
  // Once it has gone there, coming back to this step must not send it again.
  useEffect(() => {
    if (target && window.document.getElementById("manifest")) store.update({ target: undefined });
  }, [store, target]);
  // The text changes later too; the editor is sent once for each target.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new target sends it
  return useMemo(() => {
    if (!target) return undefined;
    const raw = store.get().raw.get(MANIFEST);
    if (target.path === MANIFEST) return raw?.at ? { from: raw.at[0], to: raw.at[1] } : { from: 0, to: 0 };
    return target.path === "" ? { from: 0, to: text.length } : createLocator(text)(target.path);
  }, [target]);
}

function Unread({ raw, entry }: { raw: RawText; entry: CatalogEntryDetail }) {
  const { store } = useRequestForm();
  return (
    <p className="text-fail">
      {raw.message} {raw.found && <ForeignManifest found={raw.found} entry={entry} />} {messages.lastValid}{" "}
      <Button variant="link" size="inline" onClick={() => store.setRaw(MANIFEST, undefined)}>
        {messages.restore}
      </Button>
    </p>
  );
}

function describePaste({ leftOut, others }: PastedManifest): string {
  const left = leftOut.length > 0 ? messages.leftOut(leftOut) : "";
  const more = others > 0 ? messages.oneOf(others + 1) : "";
  return left + more || messages.pasted;
}
