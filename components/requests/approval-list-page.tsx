"use client";

import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useRequests } from "#components/data/queries";
import { RequestTable } from "#components/requests/request-table";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { TableSkeleton } from "#components/ui/state/table-skeleton";
import type { RequestsResponse } from "#lib/api/types";
import type { PortalRequest } from "#lib/request/types";

/** The open requests that wait for the person, oldest first. */
function waitingRequests({ requests, approvals }: RequestsResponse): PortalRequest[] {
  return approvals.flatMap((id) => requests.find((request) => request.id === id) ?? []);
}

/** What waits for the person's judgement. */
export function ApprovalListPage() {
  const { data, error, refetch, isFetching } = useRequests();
  const waiting = data && waitingRequests(data);
  const oldest = waiting?.[0];
  return (
    <>
      <PageHeader
        title="Approvals"
        width="catalog"
        meta={[waiting && `${waiting.length} waiting for you`]}
        primary={
          oldest && (
            <Button asChild variant="primary">
              <Link href={`/approvals/${oldest.id}`}>Open oldest</Link>
            </Button>
          )
        }
      />
      <PageBody width="catalog">
        {!data && error && (
          <ErrorCard
            title="The approvals could not be read"
            error={error}
            onRetry={refetch}
            retrying={isFetching}
          />
        )}
        {!data && !error && (
          <Loading awaits="the approvals">
            <TableSkeleton rows={4} />
          </Loading>
        )}
        {waiting && (
          <Card>
            {waiting.length > 0 ? (
              <RequestTable
                label="Waiting for you"
                requests={waiting}
                href={(request) => `/approvals/${request.id}`}
              />
            ) : (
              <EmptyState icon={CircleCheck} title="Nothing waits for you">
                Requests that you may approve show here as soon as someone opens them.
              </EmptyState>
            )}
          </Card>
        )}
      </PageBody>
    </>
  );
}
