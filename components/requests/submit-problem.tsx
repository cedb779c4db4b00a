import { type ApiError, isOutcomeUnknown } from "#components/data/api-error";
import { requestMessages } from "#components/requests/messages/request";
import { ErrorCard } from "#components/ui/state/error-card";
import { SlowNotice } from "#components/ui/state/slow-notice";

const { submit: messages } = requestMessages;

/** Why a submit shows no pull request, or not yet. After a lost answer the portal does not know whether there is one. */
export function SubmitProblem({ error, pending }: { error: ApiError | null; pending: boolean }) {
  if (!error) return <SlowNotice pending={pending}>{messages.slow}</SlowNotice>;
  if (!isOutcomeUnknown(error)) return <ErrorCard title={messages.error} error={error} />;
  return (
    <ErrorCard
      title={messages.unknown}
      error={{
        detail: error.detail,
        suggestion: messages.next,
      }}
    />
  );
}
