"use client";

import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useRequestPages } from "#components/data/queries";
import { requestListMessages } from "#components/requests/messages/lists";
import { TO_APPROVE } from "#components/requests/request-list-query";
import { RequestTable } from "#components/requests/request-table";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { MoreRows } from "#components/ui/page/more-rows";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { TableSkeleton } from "#components/ui/state/table-skeleton";

const { approvals: messages } = requestListMessages;

/** The list of the requests that the person can approve. */
export function ApprovalListPage() {
  const { rows: waiting, total, error, readMore, refetch, isFetching } = useRequestPages(TO_APPROVE);
  const oldest = waiting?.[0];
  return (
    <>
      <PageHeader
        title={messages.title}
        width="catalog"
        meta={[total !== undefined && messages.count(total)]}
        primary={
          oldest && (
            <Button asChild variant="primary">
              <Link href={`/approvals/${oldest.id}`}>{messages.openOldest}</Link>
            </Button>
          )
        }
      />
      <PageBody width="catalog">
        {!waiting && error && (
          <ErrorCard title={messages.error} error={error} onRetry={refetch} retrying={isFetching} />
        )}
        {!waiting && !error && (
          <Loading awaits={messages.loading}>
            <TableSkeleton rows={4} />
          </Loading>
        )}
        {waiting && (
          <Card>
            {waiting.length > 0 ? (
              <RequestTable
                label={messages.table}
                requests={waiting}
                href={(request) => `/approvals/${request.id}`}
              />
            ) : (
              <EmptyState icon={CircleCheck} title={messages.empty.title}>
                {messages.empty.description}
              </EmptyState>
            )}
          </Card>
        )}
        <MoreRows readMore={readMore} />
      </PageBody>
    </>
  );
}
