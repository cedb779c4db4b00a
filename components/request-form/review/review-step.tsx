"use client";

import { ArrowLeft, FileCheck, OctagonX } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ApiError } from "#components/data/api-error";
import { ReviewChecks } from "#components/request-form/review/review-checks";
import { FieldChanges } from "#components/requests/field-changes";
import { RequestFindings } from "#components/requests/request-findings";
import { SubmitFailure } from "#components/requests/submit-failure";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { Segmented } from "#components/ui/segmented";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import { BreakableText } from "#components/ui/text/breakable-text";
import { CodeView } from "#components/ui/text/code-view";
import type { FieldError } from "#lib/errors";
import type { Preview } from "#lib/request/types";

export interface ReviewStepProps {
  preview: Preview | undefined;
  /** Why there is no preview. */
  previewError: ApiError | null;
  checking: boolean;
  onCheck: () => void;
  /** Why the pull request was not opened. */
  submitError: ApiError | null;
  /** An error's field in the form's words. */
  labelOf: (path: string) => string;
  onFix: (error: FieldError) => void;
}

/** What will be written, where, and who objects; the last look before the pull request. */
export function ReviewStep(props: ReviewStepProps) {
  const { preview, previewError, submitError } = props;
  const refusals = submitError?.errors ?? previewError?.errors ?? [];
  return (
    <div className="space-y-8">
      {submitError && <SubmitFailure error={submitError} />}
      {previewError && (
        <ErrorCard
          title="It could not be checked"
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
  // A finding says it with the way on.
  const errors = preview.validation.errors.filter(
    ({ message }) => !findings.some((finding) => finding.message === message),
  );
  const isNew = preview.base === null;
  if (!isNew && preview.diff === "" && findings.length === 0) return <NothingChanged />;
  return (
    <>
      <RequestFindings findings={findings} />
      {errors.length > 0 && <Objections {...props} preview={preview} errors={errors} />}
      {!props.submitError && <ReviewChecks validation={preview.validation} />}
      {(isNew || preview.changes.length > 0) && (
        <Card>
          <CardHeader title={isNew ? "What you asked for" : "What changes"} />
          <div className="border-t">
            <FieldChanges changes={preview.changes} drift={preview.drift} isNew={isNew} />
          </div>
        </Card>
      )}
      <WrittenFile preview={preview} />
    </>
  );
}

function NothingChanged() {
  return (
    <EmptyState icon={FileCheck} title="Nothing is changed yet">
      Git has exactly this already, so there is no pull request to open. Change a field first.
    </EmptyState>
  );
}

const SOURCES: Record<FieldError["source"], string> = {
  schema: "The API's schema",
  cel: "A rule of the API",
  server: "The cluster",
  git: "Git",
  portal: "The portal",
  secret: "Secrets stay out of Git",
};

/** Who refuses what, each with the way back to its field. */
function Objections({ errors, labelOf, onFix }: ReviewStepProps & { errors: readonly FieldError[] }) {
  return (
    <Card role="alert" className="border-fail">
      <CardHeader title={`${errors.length} to fix`} />
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
            <Button size="sm" onClick={() => onFix(error)} aria-label={`Fix ${labelOf(error.path) || "it"}`}>
              <ArrowLeft aria-hidden className="rtl:rotate-180" />
              Fix
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const VIEWS = [
  { value: "diff", label: "Diff" },
  { value: "yaml", label: "YAML" },
];

function WrittenFile({ preview }: { preview: Preview }) {
  const [view, setView] = useState("diff");
  return (
    <section aria-labelledby="written-file" className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="written-file" className="font-semibold">
          {preview.base === null ? "The new file" : "The changed file"}
        </h2>
        <Segmented aria-label="Show the file as" value={view} options={VIEWS} onChange={setView} />
      </div>
      {view === "diff" ? (
        <YamlDiff diff={preview.diff} path={preview.path} />
      ) : (
        <Titled path={preview.path}>
          <CodeView code={preview.manifest} label={`YAML of ${preview.path}`} />
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

function ReviewSkeleton() {
  return (
    <Loading awaits="the checks">
      <Skeleton className="mb-8 h-5 w-80" />
      <Skeleton className="mb-8 h-52 rounded-lg" />
      <Skeleton className="h-64 rounded-lg" />
    </Loading>
  );
}
