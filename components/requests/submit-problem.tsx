import { type ApiError, isOutcomeUnknown } from "#components/data/api-error";
import { requestMessages } from "#components/requests/messages/request";
import { ErrorCard } from "#components/ui/state/error-card";
import { SlowNotice } from "#components/ui/state/slow-notice";

const { submit: messages } = requestMessages;

interface SubmitProblemProps {
  error: ApiError | null;
  pending: boolean;
  isAmendment?: boolean;
}

/** Why a submit shows no pull request, or not yet. After a lost answer the portal does not know whether there is one. */
export function SubmitProblem({ error, pending, isAmendment = false }: SubmitProblemProps) {
  const words = isAmendment ? messages.amendment : messages;
  if (!error) return <SlowNotice pending={pending}>{words.slow}</SlowNotice>;
  if (!isOutcomeUnknown(error)) return <ErrorCard title={words.error} error={error} />;
  return (
    <ErrorCard
      title={words.unknown}
      error={{
        detail: error.detail,
        suggestion: words.next,
      }}
    />
  );
}
