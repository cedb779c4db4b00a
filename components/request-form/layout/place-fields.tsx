"use client";

import { type ReactNode, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useNames, useNamespaces } from "#components/data/queries";
import { FixedPlace } from "#components/request-form/layout/fixed-place";
import { ClusterContext, ClusterField } from "#components/request-form/layout/offer-cluster";
import { VersionField } from "#components/request-form/layout/version-field";
import { formMessages } from "#components/request-form/messages";
import { useReplaced } from "#components/request-form/notices/moved-request";
import { useFieldErrors, useFormState, useRequestForm } from "#components/request-form/state/form-context";
import { type FormState, NAME, NAMESPACE, type NameUse } from "#components/request-form/state/form-state";
import { cn } from "#components/ui/cn";
import { Combobox } from "#components/ui/combobox";
import { Input } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { Skeleton } from "#components/ui/state/skeleton";
import type { CatalogEntry, CatalogEntryDetail } from "#lib/catalog/types";
import { suggestName } from "#lib/form/fields/object-name";

const { place: messages } = formMessages;

const MOST_IN_SELECT = 7;

/** Name and namespace, the two essentials that every offer has; and its version where there is a choice. */
export function PlaceFields({ entry }: { entry: CatalogEntryDetail }) {
  const base = useFormState(selectBase);
  const namespaced = entry.scope === "Namespaced";
  const clusters = useContext(ClusterContext);
  return (
    <>
      {base ? <FixedPlace base={base} /> : <NameField entry={entry} />}
      {clusters && !base && <ClusterField {...clusters} />}
      {namespaced && !base && <NamespaceField entry={entry} />}
      <VersionField entry={entry} />
    </>
  );
}

const selectBase = (state: FormState) => state.base;
const selectForm = (state: FormState) => state.form;
const selectProposedName = (state: FormState) => state.proposed.name;

function NameField({ entry }: { entry: CatalogEntry }) {
  const { store } = useRequestForm();
  const name = useFormState(useCallback((state: FormState) => state.name, []));
  const namespace = useFormState(useCallback((state: FormState) => state.namespace, []));
  const existing = useExistingNames(entry, namespace);
  const form = useFormState(selectForm);
  const used = useMemo(
    () => existing && [...existing.taken.keys(), ...existing.leaving, ...existing.merged],
    [existing],
  );
  const proposal = suggestName(entry.kind, used ?? [], form);
  useEffect(() => {
    if (!existing || !used) return;
    const { name: current, proposed } = store.get();
    const next = suggestName(entry.kind, used, form);
    // A typed name stays, also where the person cleared the proposal to type another.
    const propose = current === proposed.name && current !== next;
    store.update({
      takenNames: existing.taken,
      ...(propose && { name: next, proposed: { ...proposed, name: next } }),
    });
  }, [store, existing, used, entry.kind, form]);
  const input = useRef<HTMLInputElement>(null);
  const proposed = useFormState(selectProposedName);
  // A proposal that arrives while the field has the focus is selected, so that typing replaces it.
  useLayoutEffect(() => {
    if (proposed !== "" && document.activeElement === input.current) input.current?.select();
  }, [proposed]);
  const placed = entry.scope === "Cluster" || namespace !== "";
  const found = existing && placed && name !== "" ? describeName(name, namespace, existing) : undefined;
  return (
    <PlaceField pointer={NAME} label={messages.name} hint={found ?? messages.nameHint}>
      {(control) => (
        <Input
          {...control}
          ref={input}
          value={name}
          placeholder={proposal}
          autoComplete="off"
          autoCapitalize="none"
          onFocus={(event) => name === proposal && event.target.select()}
          onChange={(event) => store.update({ name: event.target.value.trim() })}
        />
      )}
    </PlaceField>
  );
}

interface ExistingNames {
  /** Names of existing objects and of open requests: a new object needs another name. */
  taken: ReadonlyMap<string, NameUse>;
  /** Names of objects that the cluster is removing. */
  leaving: ReadonlySet<string>;
  /** Names in merged requests that left a file in Git, with or without an object. */
  merged: ReadonlySet<string>;
}

/** While no namespace is chosen. */
const NO_NAMES: ExistingNames = { taken: new Map(), leaving: new Set(), merged: new Set() };

/** Names of this offer's objects in the namespace, as far as the person may see them; undefined until known. */
function useExistingNames(entry: CatalogEntry, namespace: string): ExistingNames | undefined {
  const isPlaced = entry.scope === "Cluster" || namespace !== "";
  const { data } = useNames(entry.id, namespace, isPlaced);
  const [replaced] = useReplaced();
  return useMemo(() => {
    if (!isPlaced) return NO_NAMES;
    if (!data) return undefined;
    const others = data.names.filter(({ request }) => request === undefined || request !== replaced);
    const named = (use: (typeof others)[number]["use"]) =>
      others.filter((one) => one.use === use).map(({ name }) => name);
    return {
      taken: new Map<string, NameUse>([
        ...named("requested").map((name) => [name, "requested"] as const),
        ...named("exists").map((name) => [name, "exists"] as const),
      ]),
      leaving: new Set(named("removing")),
      merged: new Set(named("merged")),
    };
  }, [data, isPlaced, replaced]);
}

function describeName(name: string, namespace: string, existing: ExistingNames): string | undefined {
  if (existing.leaving.has(name)) return messages.nameRemoving;
  if (existing.taken.has(name)) return undefined;
  if (existing.merged.has(name)) return messages.nameMerged;
  return messages.nameFree(namespace);
}

function NamespaceField({ entry }: { entry: CatalogEntry }) {
  const { store } = useRequestForm();
  const namespace = useFormState(useCallback((state: FormState) => state.namespace, []));
  const { data, error } = useNamespaces(entry.id);
  const names = useMemo(() => data?.namespaces ?? [], [data]);
  useEffect(() => {
    const [only] = names;
    if (names.length === 1 && only !== undefined && store.get().namespace === "") {
      store.update({ namespace: only, proposed: { ...store.get().proposed, namespace: only } });
    }
  }, [names, store]);
  const options = names.map((name) => ({ value: name, label: name }));
  const hint = namespaceHint(
    error?.detail,
    data && names.length,
    namespace === "" || names.includes(namespace),
  );
  const Control = names.length > MOST_IN_SELECT ? Combobox : Select;
  return (
    <PlaceField pointer={NAMESPACE} label={messages.namespace} hint={hint}>
      {(control) =>
        data || error ? (
          <Control
            {...control}
            options={withCurrent(options, namespace)}
            value={namespace}
            placeholder={messages.chooseNamespace}
            onChange={(next) => store.update({ namespace: next })}
          />
        ) : (
          <Skeleton className="h-control rounded-md" />
        )
      }
    </PlaceField>
  );
}

// A namespace typed in the YAML is shown even where the list lacks it.
function withCurrent(options: { value: string; label: string }[], current: string) {
  return current === "" || options.some((option) => option.value === current)
    ? options
    : [...options, { value: current, label: current }];
}

function namespaceHint(error: string | undefined, count: number | undefined, known: boolean): string {
  if (error) return error;
  if (count === 0) return messages.noNamespace;
  return known ? messages.namespaceHint : messages.unknownNamespace;
}

interface PlaceFieldProps {
  pointer: string;
  label: string;
  hint: string;
  children: (control: {
    id: string;
    "aria-describedby": string;
    "aria-labelledby": string;
    "aria-invalid"?: true;
  }) => ReactNode;
}

function PlaceField({ pointer, label, hint, children }: PlaceFieldProps) {
  const { store } = useRequestForm();
  const [error] = useFieldErrors(pointer, "at");
  const id = `f${pointer}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the field was left
    <div data-field={pointer} onBlur={() => store.touch(pointer)}>
      <div className="flex min-h-7 items-center gap-1.5">
        <label id={`${id}-label`} htmlFor={id} className="font-medium">
          {label}
        </label>
        <span className="text-muted-foreground text-xs">{formMessages.field.required}</span>
      </div>
      <div data-control className="mt-1">
        {children({
          id,
          "aria-describedby": `${id}-hint`,
          "aria-labelledby": `${id}-label`,
          ...(error && { "aria-invalid": true }),
        })}
      </div>
      <p
        id={`${id}-hint`}
        className={cn(
          "mt-1 min-h-4 text-xs [overflow-wrap:anywhere]",
          error ? "text-fail" : "text-muted-foreground",
        )}
      >
        {error?.message ?? hint}
      </p>
    </div>
  );
}
