"use client";

import type { FieldTemplateProps } from "@rjsf/utils";
import { clsx } from "clsx";
import { createContext, type FocusEvent, type ReactNode, useContext } from "react";
import { dropName } from "#components/request-form/frame/description-line";
import { FieldHelp } from "#components/request-form/frame/field-help";
import {
  CHANGED_BAR,
  OriginalValueLine,
  useOriginalValue,
} from "#components/request-form/frame/original-value";
import { formMessages } from "#components/request-form/messages";
import { SecretAnswer } from "#components/request-form/notices/secret-answer";
import { useFieldErrors, useRequestForm } from "#components/request-form/state/form-context";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { firstLine } from "#components/ui/text/first-line";
import { type FormField, isGroup } from "#lib/form/tree/field";
import { fieldOf } from "#lib/form/tree/rjsf";
import { showMarks } from "#lib/manifest/direction-marks";
import { formatPointer } from "#lib/schema/pointer";

/** True inside a row that has its own label: a list's item, a map's value. */
export const BareContext = createContext<string | undefined>(undefined);

/** True inside a field with a shown error. */
export const InvalidContext = createContext(false);

/** The key of the editor for keys without a field, beside the fields of the object at `pointer`. */
export function restKey(pointer: string): string {
  return `${pointer}/*`;
}

// `clsx` in here, not `cn`: no two of these names set the same property, and looking for that takes its time in a form of
// hundreds of fields.

// Errors inside these values are shown at the field itself, because the values have no fields.
const OPAQUE = new Set(["yaml", "rest"]);

/** The props of rjsf that the template uses. */
type DrawnProps = Pick<
  FieldTemplateProps,
  "id" | "label" | "required" | "uiSchema" | "formData" | "fieldPathId" | "children" | "rawDescription"
>;

/** Label, control, and one reserved line for help or error. Objects bring their own frame. */
export function FieldTemplate(drawn: DrawnProps) {
  const { fieldPathId, uiSchema, children } = drawn;
  const field = fieldOf(uiSchema);
  const pointer = formatPointer(fieldPathId.path);
  return isGroup(field) ? (
    <GroupErrors pointer={pointer}>{children}</GroupErrors>
  ) : (
    <ValueFrame {...drawn} field={field} pointer={pointer} />
  );
}

/** The same elements with an error and without: with others, React would remount the fields while the person types. */
function GroupErrors({ pointer, children }: { pointer: string; children: ReactNode }) {
  const [error] = useFieldErrors(pointer, "at");
  return (
    <>
      {children}
      {error && <p className="text-fail text-xs [overflow-wrap:anywhere]">{error.message}</p>}
    </>
  );
}

interface PlacedField {
  field: FormField;
  pointer: string;
}

function ValueFrame({ field, pointer, children, ...drawn }: DrawnProps & PlacedField) {
  const { id, label, formData, fieldPathId, rawDescription = "" } = drawn;
  const { store } = useRequestForm();
  const bare = useContext(BareContext);
  const { kind } = field;
  const place = kind === "rest" ? restKey(pointer) : pointer;
  const errors = useFieldErrors(place, OPAQUE.has(kind) ? "within" : "at");
  const [error] = errors;
  // The field of a list or map shows the original value, not its rows.
  const showsOriginal = bare === undefined && kind !== "rest";
  const original = useOriginalValue(showsOriginal ? pointer : undefined, field, place);
  const leave = (event: FocusEvent<HTMLDivElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) store.touch(place);
  };
  const secrets = errors.filter(({ source }) => source === "secret");
  const help = bare === undefined ? dropName(firstLine(rawDescription), nameOf(fieldPathId)) : "";
  const marked = describeMarks(formData);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the field was left
    <div data-field={place} onBlur={leave} className={clsx("min-w-0", original && CHANGED_BAR)}>
      {bare === undefined && <Heading {...drawn} field={field} pointer={pointer} />}
      <div data-control className="mt-1">
        <InvalidContext value={error !== undefined}>{children}</InvalidContext>
      </div>
      <p
        id={`${id}-hint`}
        className={clsx(
          "mt-1 text-xs [overflow-wrap:anywhere]",
          error ? "text-fail" : "text-muted-foreground",
          !error && !original && "truncate",
          bare === undefined && "min-h-4",
          // With no help, most of the line that waits for an error is the gap to the next field, if that comes next.
          bare === undefined && help === "" && !(error && original) && secrets.length === 0 && "-mb-2",
          bare !== undefined && !error && !marked && "sr-only",
        )}
      >
        {error?.message ??
          marked ??
          (original ? <OriginalValueLine original={original} label={label} /> : help)}
      </p>
      {error && original && <OriginalValueLine original={original} label={label} />}
      {secrets.map((found) => (
        <SecretAnswer key={found.path} error={found} label={label} />
      ))}
    </div>
  );
}

function nameOf({ path }: DrawnProps["fieldPathId"]): string {
  return String(path.at(-1) ?? "");
}

/** What to say about characters of a text that cannot be seen; undefined where it has none. */
function describeMarks(value: unknown): string | undefined {
  const written = typeof value === "string" ? showMarks(value) : undefined;
  return written === undefined || written === value
    ? undefined
    : formMessages.field.hiddenCharacters(written);
}

/** The label, what kind of field it is, its help, and the button that clears it. */
function Heading({
  id,
  label,
  required,
  formData,
  rawDescription = "",
  field,
  pointer,
}: Omit<DrawnProps, "children"> & PlacedField) {
  const { store } = useRequestForm();
  const isSet = formData !== undefined && field.kind !== "rest";
  const reset = () => {
    store.setRaw(pointer, undefined);
    store.setValue(pointer, undefined);
  };
  return (
    <div className="flex min-h-7 items-center gap-1.5">
      <label id={`${id}-label`} htmlFor={id} className="min-w-0 font-medium [overflow-wrap:anywhere]">
        {label}
      </label>
      {isSet && <SetDot />}
      {OPAQUE.has(field.kind) && <Badge tone="outline">YAML</Badge>}
      {required && <span className="text-muted-foreground text-xs">{formMessages.field.required}</span>}
      <FieldHelp pointer={pointer} label={label} description={rawDescription} field={field} />
      {isSet && (
        <Button
          variant="ghost"
          size="sm"
          className="-my-1 -me-2.5 ms-auto text-muted-foreground"
          onClick={reset}
          aria-label={formMessages.field.resetField(label)}
        >
          {formMessages.field.reset}
        </Button>
      )}
    </div>
  );
}

export function SetDot() {
  return (
    <span className="size-1.5 shrink-0 rounded-full bg-primary">
      <span className="sr-only">{formMessages.field.set}</span>
    </span>
  );
}
