import { Card } from "#components/ui/card";
import { Skeleton } from "#components/ui/state/skeleton";

/** A table to come, in its final size. */
export function TableSkeleton({ rows }: { rows: number }) {
  return (
    <Card>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows to come have no identity
        <div key={row} className="flex h-row items-center gap-6 border-b px-4 last:border-0 max-md:h-16">
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-24 max-md:hidden" />
          <Skeleton className="ms-auto h-3 w-20" />
        </div>
      ))}
    </Card>
  );
}
