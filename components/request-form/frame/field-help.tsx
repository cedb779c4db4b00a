"use client";

import { formMessages } from "#components/request-form/messages";
import { CopyButton } from "#components/ui/copy-button";
import { InfoPopover } from "#components/ui/info-popover";
import { MarkdownOnDemand } from "#components/ui/text/markdown-on-demand";
import { formatJson } from "#lib/exact-json";
import { fieldDefault } from "#lib/form/fields/defaults";
import { toFieldPath } from "#lib/form/fields/field-path";
import type { FormField } from "#lib/form/tree/field";

const { help: messages } = formMessages;

interface FieldHelpProps {
  pointer: string;
  label: string;
  /** Markdown. */
  description: string;
  field: FormField;
}

/** The ⓘ of a field: its whole help, its name in the manifest, its rules. */
export function FieldHelp(props: FieldHelpProps) {
  return (
    <InfoPopover label={messages.label(props.label)} className="w-96 space-y-3 p-4">
      {() => <Help {...props} />}
    </InfoPopover>
  );
}

function Help({ pointer, description, field }: FieldHelpProps) {
  const path = toFieldPath(pointer);
  return (
    <>
      {description && <MarkdownOnDemand text={description} className="text-sm" />}
      <dl className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1 text-sm">
        <dt className="text-muted-foreground">{messages.field}</dt>
        <dd className="font-mono [overflow-wrap:anywhere]">{path}</dd>
        <CopyButton text={path} label={messages.copy} />
        {listFacts(field).map(([name, fact]) => (
          <div key={name} className="contents">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="col-span-2 font-mono [overflow-wrap:anywhere]">{fact}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function formatExample(example: unknown): string {
  return typeof example === "string" ? example : formatJson(example);
}

function listFacts(field: FormField): [string, string][] {
  const initial = fieldDefault(field);
  const { reason, example, unit } = field.options;
  const { minimum, maximum, pattern, format } = field.rules;
  const range = [minimum !== undefined && `≥ ${minimum}`, maximum !== undefined && `≤ ${maximum}`].filter(
    Boolean,
  );
  const { facts } = messages;
  const known: [string, string | undefined][] = [
    [facts.reason, reason],
    [facts.default, initial === undefined ? undefined : formatJson(initial)],
    [facts.example, example === undefined ? undefined : formatExample(example)],
    [facts.unit, unit],
    [facts.range, range.length > 0 ? range.join(", ") : undefined],
    [facts.pattern, pattern],
    [facts.format, format],
  ];
  return known.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
