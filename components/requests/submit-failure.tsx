import { type ApiError, isOutcomeUnknown } from "#components/data/api-error";
import { ErrorCard } from "#components/ui/state/error-card";

/** Why no pull request is shown for a submit. After a lost answer nobody knows whether there is one. */
export function SubmitFailure({ error }: { error: ApiError }) {
  if (!isOutcomeUnknown(error)) return <ErrorCard title="The pull request was not opened" error={error} />;
  return (
    <ErrorCard
      title="The portal does not know whether the pull request was opened"
      error={{
        detail: error.detail,
        suggestion: "Open the pull request again. The same request is never opened twice.",
      }}
    />
  );
}
