import { reviewMessages } from "#components/request-form/review/messages";
import { Loading, Skeleton } from "#components/ui/state/skeleton";

/** The place of the review step, while its code or the checks load. */
export function ReviewSkeleton() {
  return (
    <Loading awaits={reviewMessages.review.loading}>
      <Skeleton className="mb-8 h-5 w-80" />
      <Skeleton className="mb-8 h-52 rounded-lg" />
      <Skeleton className="h-64 rounded-lg" />
    </Loading>
  );
}
