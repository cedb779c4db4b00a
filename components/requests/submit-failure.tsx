import { type ApiError, isOutcomeUnknown } from "#components/data/api-error";
import { requestMessages } from "#components/requests/messages/request";
import { ErrorCard } from "#components/ui/state/error-card";

const { submit: messages } = requestMessages;

/** Why a submit shows no pull request. After a lost answer the portal does not know whether there is one. */
export function SubmitFailure({ error }: { error: ApiError }) {
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
