"use client";

import { Download, RotateCw } from "lucide-react";
import { useDiagnostics } from "#components/data/queries";
import { CheckGroup } from "#components/platform/check-group";
import { CHECK_STATES } from "#components/platform/check-looks";
import { CheckSummary } from "#components/platform/check-summary";
import { platformMessages } from "#components/platform/messages";
import { OperationCards } from "#components/platform/operation-cards";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import { Clock } from "#components/ui/text/age";
import type { DiagnosticGroup } from "#lib/api/types";

const { page: messages } = platformMessages;

/** What the portal needs, with the state of each requirement and its fix. For the platform team. */
export function DiagnosticsPage() {
  const { data, error, refetch, isFetching } = useDiagnostics();
  return (
    <>
      <PageHeader
        title={messages.title}
        meta={[
          data && (
            <span key="checked">
              {messages.checkedAt}
              <Clock at={data.checkedAt} className="text-start" />
            </span>
          ),
        ]}
        primary={
          data && (
            <Button variant="primary" pending={isFetching} onClick={() => void refetch()}>
              <RotateCw aria-hidden />
              {messages.checkAgain}
            </Button>
          )
        }
      />
      <PageBody className="space-y-6">
        {error && (
          <ErrorCard
            title={messages.error}
            error={error}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        )}
        {!data && !error && <LoadingGroups />}
        {data && (
          <>
            <CheckSummary checks={data.groups.flatMap(({ checks }) => checks)} />
            {sortByWorst(data.groups).map((group) => (
              <CheckGroup key={group.id} group={group} />
            ))}
            <OperationCards operation={data.operation} />
            <BundleCard />
          </>
        )}
      </PageBody>
    </>
  );
}

function BundleCard() {
  const { bundle } = platformMessages;
  return (
    <Card className="flex flex-wrap items-center justify-between gap-4 p-4">
      <div className="min-w-0 grow basis-60">
        <h2 className="font-semibold text-base">{bundle.title}</h2>
        <p className="max-w-[80ch] text-muted-foreground text-sm">{bundle.text}</p>
      </div>
      <Button asChild>
        <a href="/api/v1/diagnostics/bundle" download>
          <Download aria-hidden />
          {bundle.action}
        </a>
      </Button>
    </Card>
  );
}

/** The groups in the order of their worst checks; equal ones stay in their order. */
function sortByWorst(groups: readonly DiagnosticGroup[]): DiagnosticGroup[] {
  const rank = ({ checks }: DiagnosticGroup) =>
    Math.min(...checks.map(({ state }) => CHECK_STATES.indexOf(state)));
  return groups.toSorted((a, b) => rank(a) - rank(b));
}

function LoadingGroups() {
  return (
    <Loading awaits={messages.loading} className="space-y-6">
      <Skeleton className="h-10 w-72" />
      {["h-40", "h-28", "h-28", "h-28"].map((height, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no identity
        <Skeleton key={index} className={`${height} rounded-lg`} />
      ))}
    </Loading>
  );
}
