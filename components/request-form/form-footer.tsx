"use client";

import { OctagonX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { formMessages } from "#components/request-form/messages";
import { useFormState } from "#components/request-form/state/form-context";
import { shownErrors } from "#components/request-form/state/form-errors";
import { type FormState, MANIFEST } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import { PageFrame, type PageWidth } from "#components/ui/page/page-body";
import type { FieldError } from "#lib/errors";
import { isGroup } from "#lib/form/tree/field";
import { findField, labelPointer } from "#lib/form/tree/lookup";
import { treeOf } from "#lib/form/tree/rjsf";

const { footer: messages } = formMessages;

/** More links than this would fill a phone; the others show on request. */
const MOST_LINKS = 3;

interface FormFooterProps {
  /** That of the page above it, so that their edges meet. */
  width: PageWidth;
  /** In the order of the form. */
  order: (errors: readonly FieldError[]) => FieldError[];
  onFix: (error: FieldError) => void;
  children: ReactNode;
}

/** The bar below the form: links to the errors, and the next step. */
export function FormFooter({ width, order, onFix, children }: FormFooterProps) {
  const shown = useFormState(shownErrors);
  const form = useFormState(selectForm);
  const errors = order(shown);
  const more = errors.length - MOST_LINKS;
  const [all, setAll] = useState(false);
  return (
    <footer data-next-step className="sticky bottom-bottom-bar z-10 border-t bg-background py-3">
      <PageFrame width={width} className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
        <div
          role="status"
          className="flex max-h-[40dvh] min-w-0 grow flex-wrap items-center gap-x-2 gap-y-1 overflow-y-auto text-sm"
        >
          {errors.length > 0 && (
            <>
              <OctagonX aria-hidden className="size-4 shrink-0 text-fail" />
              <span className="font-medium text-fail">{messages.fix(errors.length)}</span>
              {(all ? errors : errors.slice(0, MOST_LINKS)).map((error) => (
                <Button
                  key={error.path}
                  variant="link"
                  size="inline"
                  className="min-h-6 min-w-0 max-w-full shrink justify-start whitespace-normal text-start [overflow-wrap:anywhere]"
                  onClick={() => onFix(error)}
                >
                  {labelError(form, error)}
                </Button>
              ))}
              {more > 0 && (
                <Button
                  variant="ghost"
                  size="sm"
                  className="text-muted-foreground"
                  onClick={() => setAll(!all)}
                >
                  {all ? messages.fewer : messages.more(more)}
                </Button>
              )}
            </>
          )}
        </div>
        <div className="ms-auto flex max-w-full flex-wrap justify-end gap-2">{children}</div>
      </PageFrame>
    </footer>
  );
}

function labelError(form: FormState["form"], error: FieldError): string {
  if (error.path === MANIFEST) return formMessages.manifest.title;
  const path = error.path.replace(/\/\*$/, "");
  return isAtGroup(form, path) ? error.message : labelPointer(form, path) || messages.whole;
}

/** True for a group: it has no control to label its own error, so that the link shows the message. */
function isAtGroup(form: FormState["form"], path: string): boolean {
  const field = path === "" ? treeOf(form) : findField(form, path)?.field;
  return field !== undefined && isGroup(field);
}

const selectForm = (state: FormState) => state.form;
