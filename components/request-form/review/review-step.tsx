"use client";

import { ArrowLeft, FileCheck, OctagonX } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ApiError } from "#components/data/api-error";
import { formMessages } from "#components/request-form/messages";
import { Amendment } from "#components/request-form/review/amendment";
import { reviewMessages } from "#components/request-form/review/messages";
import { PullRequestTarget } from "#components/request-form/review/pull-request-target";
import { ReviewChecks } from "#components/request-form/review/review-checks";
import { ReviewSkeleton } from "#components/request-form/review/review-skeleton";
import { FieldChanges } from "#components/requests/field-changes";
import { RequestFindings } from "#components/requests/request-findings";
import { SubmitProblem } from "#components/requests/submit-problem";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { Segmented } from "#components/ui/segmented";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { BreakableText } from "#components/ui/text/breakable-text";
import { CodeView } from "#components/ui/text/code-view";
import type { FieldError } from "#lib/errors";
import type { Preview } from "#lib/request/types";

const { review: messages } = reviewMessages;

export interface ReviewStepProps {
  preview: Preview | undefined;
  /** Why there is no preview. */
  previewError: ApiError | null;
  checking: boolean;
  onCheck: () => void;
  /** Why the pull request was not opened. */
  submitError: ApiError | null;
  opening: boolean;
  /** The label of a field, from its path. */
  labelOf: (path: string) => string;
  /** Absent where no field can be changed. */
  onFix?: (error: FieldError) => void;
  onChooseRepository: (name: string) => void;
}

/** The last step before the pull request: the changes, the file and its path, and the errors of all checks. */
export default function ReviewStep(props: ReviewStepProps) {
  const { preview, previewError, submitError } = props;
  const refusals = submitError?.errors ?? previewError?.errors ?? [];
  return (
    <div className="space-y-8">
      <SubmitProblem
        error={submitError}
        pending={props.opening}
        isAmendment={preview?.amends !== undefined}
      />
      {previewError && (
        <ErrorCard
          title={messages.error}
          error={previewError}
          onRetry={props.onCheck}
          retrying={props.checking}
        />
      )}
      {refusals.length > 0 && <Objections {...props} errors={refusals} />}
      {preview ? <Reviewed {...props} preview={preview} /> : !previewError && <ReviewSkeleton />}
    </div>
  );
}

function Reviewed({ preview, ...props }: ReviewStepProps & { preview: Preview }) {
  const { findings } = preview;
  // A finding shows the same message with its next step.
  const errors = preview.validation.errors.filter(
    ({ message }) => !findings.some((finding) => finding.message === message),
  );
  const { amends } = preview;
  const isNew = amends ? amends.isNew : preview.base === null;
  if (amends?.diff === "") return <NothingChanged {...messages.unchangedRequest} />;
  if (!isNew && preview.diff === "" && findings.length === 0)
    return <NothingChanged {...messages.unchanged} />;
  return (
    <>
      <RequestFindings findings={findings} />
      {errors.length > 0 && <Objections {...props} preview={preview} errors={errors} />}
      {!props.submitError && <ReviewChecks validation={preview.validation} />}
      {amends && <Amendment amends={amends} path={preview.path} />}
      {(isNew || preview.changes.length > 0) && (
        <Card>
          <CardHeader title={titleChanges(isNew, amends !== undefined)} />
          <div className="border-t">
            <FieldChanges changes={preview.changes} drift={preview.drift} isNew={isNew} />
          </div>
        </Card>
      )}
      <PullRequestTarget preview={preview} onChoose={props.onChooseRepository} />
      <WrittenFile preview={preview} />
    </>
  );
}

function titleChanges(isNew: boolean, isAmendment: boolean): string {
  if (isAmendment) return reviewMessages.amended.whole;
  return isNew ? messages.requested : messages.changes;
}

function NothingChanged({ title, description }: { title: string; description: string }) {
  return (
    <EmptyState icon={FileCheck} title={title}>
      {description}
    </EmptyState>
  );
}

const SOURCES: Record<FieldError["source"], string> = messages.sources;

/** The errors of the checks, each with its source and a button that leads to its field. */
function Objections({ errors, labelOf, onFix }: ReviewStepProps & { errors: readonly FieldError[] }) {
  return (
    <Card role="alert" className="border-fail">
      <CardHeader title={messages.fix(errors.length)} />
      <ul className="border-t">
        {errors.map((error) => (
          <li
            key={`${error.path} ${error.message}`}
            className="flex items-start gap-3 border-b px-4 py-2.5 last:border-b-0"
          >
            <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-fail" />
            <div className="min-w-0 grow">
              <p className="[overflow-wrap:anywhere]">{error.message}</p>
              <p className="text-muted-foreground text-sm">
                {[labelOf(error.path), SOURCES[error.source]].filter(Boolean).join(" · ")}
              </p>
            </div>
            {onFix && (
              <Button
                size="sm"
                onClick={() => onFix(error)}
                aria-label={messages.fixField(labelOf(error.path))}
              >
                <ArrowLeft aria-hidden className="rtl:rotate-180" />
                {messages.fixAction}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const VIEWS = [
  { value: "diff", label: messages.diff },
  { value: "yaml", label: formMessages.manifest.title },
];

function WrittenFile({ preview }: { preview: Preview }) {
  const [view, setView] = useState("diff");
  // A new object can become part of a file that is there.
  const isNew = preview.diff.startsWith("--- /dev/null");
  return (
    <section aria-labelledby="written-file" className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="written-file" className="font-semibold">
          {isNew ? messages.newFile : messages.changedFile}
        </h2>
        <Segmented aria-label={messages.showAs} value={view} options={VIEWS} onChange={setView} />
      </div>
      {view === "diff" ? (
        <YamlDiff diff={preview.diff} path={preview.path} />
      ) : (
        <Titled path={preview.path}>
          <CodeView code={preview.manifest} label={messages.yamlOf(preview.path)} />
        </Titled>
      )}
    </section>
  );
}

function Titled({ path, children }: { path: string; children: ReactNode }) {
  return (
    <>
      <p className="font-mono text-muted-foreground text-sm [overflow-wrap:anywhere]">
        <BreakableText text={path} />
      </p>
      {children}
    </>
  );
}
