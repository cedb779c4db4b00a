"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callRoute, resourceParameters } from "#components/data/api";
import type { ApiError } from "#components/data/api-error";
import { useResources } from "#components/data/queries";
import { formMessages } from "#components/request-form/messages";
import { useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import { Combobox } from "#components/ui/combobox";
import { RESOURCE_PATH } from "#lib/api/resource-path";
import type { ResourceDetail, ResourceSummary } from "#lib/api/types";
import type { CatalogEntryDetail, CatalogExample } from "#lib/catalog/types";
import { readYaml } from "#lib/form/manifest/manifest-text";
import type { FormValues } from "#lib/form/types";
import { buildStartValues } from "#lib/form/values/start-values";
import { isRecord } from "#lib/schema/pointer";

const { startFrom: messages } = formMessages;

interface StartFromProps {
  entry: CatalogEntryDetail;
  onClose: () => void;
}

/** Fills the form with an example or an existing resource. Undo restores the earlier values. */
export function StartFrom({ entry, onClose }: StartFromProps) {
  const { options, started, refusal, hint, choose, undo } = useStart(entry);
  return (
    <section
      aria-label={messages.label}
      className="mb-6 flex flex-wrap items-center gap-3 rounded-lg border bg-card p-3"
    >
      {started !== undefined ? (
        <p role="status" className="min-w-0 grow [overflow-wrap:anywhere]">
          {messages.started(started)}
        </p>
      ) : (
        <>
          <label id="start-from-label" htmlFor="start-from" className="font-medium">
            {messages.label}
          </label>
          <Combobox
            id="start-from"
            aria-labelledby="start-from-label"
            aria-describedby="start-from-hint"
            className="w-80 max-w-full"
            options={options}
            value=""
            placeholder={messages.placeholder}
            onChange={choose}
          />
          <p
            id="start-from-hint"
            role="status"
            className={refusal ? "grow text-fail text-sm" : "grow text-muted-foreground text-sm"}
          >
            {refusal ?? hint}
          </p>
        </>
      )}
      {started !== undefined && (
        <Button
          size="sm"
          onClick={() => {
            undo();
            onClose();
          }}
        >
          {messages.undo}
        </Button>
      )}
      <Button size="sm" onClick={onClose}>
        {started !== undefined ? messages.close : messages.cancel}
      </Button>
    </section>
  );
}

/** Resources to start from; a list of more helps nobody. */
const MOST_OFFERED = 200;

/** The examples and resources to start from, and the start itself. `started` names the chosen one. */
function useStart(entry: CatalogEntryDetail) {
  const { store } = useRequestForm();
  const { data } = useResources({ entry: entry.id, limit: MOST_OFFERED });
  const examples = entry.examples ?? [];
  const resources = data?.resources ?? [];
  const [started, setStarted] = useState<{ from: string; before: FormState }>();
  const [refusal, setRefusal] = useState<string>();
  // An example is used as text, so that it keeps its comments and labels.
  const begin = (from: string, values: FormValues, text?: string) => {
    setStarted({ from, before: store.get() });
    setRefusal(undefined);
    store.start(values, text);
  };
  const read = useMutation<ResourceDetail, ApiError, ResourceSummary>({
    mutationFn: ({ reference, plural }) =>
      callRoute(`GET ${RESOURCE_PATH}`, { params: resourceParameters({ ...reference, plural }) }),
    onSuccess: ({ object, reference }) => {
      const source = entry.source === "xrd" ? "xrd" : "other";
      begin(reference.name, buildStartValues(store.get().form, { ...object }, source));
    },
    onError: (error) => setRefusal(error.detail),
  });
  const startFrom = (example: CatalogExample) => {
    const values = readExample(example);
    if (values) begin(example.title, values, example.manifest);
    else setRefusal(messages.unreadable);
  };
  const choose = (value: string) => {
    const [kind, index] = value.split(" ");
    const example = kind === "example" ? examples[Number(index)] : undefined;
    const resource = kind === "resource" ? resources[Number(index)] : undefined;
    if (example) startFrom(example);
    else if (resource) read.mutate(resource);
  };
  const options = [
    ...examples.map(({ title }, index) => ({ value: `example ${index}`, label: title })),
    ...resources.map(({ reference: { name, namespace } }, index) => ({
      value: `resource ${index}`,
      label: messages.resource(name, namespace),
    })),
  ];
  return {
    options,
    started: started?.from,
    refusal,
    hint: describeChoice(options.length, data !== undefined, read.isPending),
    choose,
    undo: () => started && store.restore(started.before),
  };
}

function describeChoice(count: number, isKnown: boolean, isReading: boolean): string {
  if (isReading) return messages.loading;
  if (count === 0 && isKnown) return messages.none;
  return messages.hint;
}

/** The values of an example; undefined where its manifest does not parse. */
function readExample({ manifest }: CatalogExample): FormValues | undefined {
  const parsed = readYaml(manifest);
  if (!parsed.ok || !isRecord(parsed.value)) return undefined;
  const { apiVersion: _version, kind: _kind, metadata: _metadata, status: _status, ...values } = parsed.value;
  return values;
}
