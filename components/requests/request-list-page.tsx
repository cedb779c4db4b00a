"use client";

import { GitPullRequest, SearchX } from "lucide-react";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { useRequestPages } from "#components/data/queries";
import { requestListMessages } from "#components/requests/messages/lists";
import { describeRequestList } from "#components/requests/request-list-query";
import { RequestTable } from "#components/requests/request-table";
import { FIND_FIELD } from "#components/shell/shortcuts";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Input } from "#components/ui/input";
import { MoreRows } from "#components/ui/page/more-rows";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { Segmented } from "#components/ui/segmented";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { TableSkeleton } from "#components/ui/state/table-skeleton";

const { list: messages } = requestListMessages;

const scopes = ["mine", "all"] as const;

/** The requests of the person, or all requests that the person can see. */
export function RequestListPage() {
  const [{ show, q }, setView] = useQueryStates({
    show: parseAsStringLiteral(scopes).withDefault("mine"),
    q: parseAsString.withDefault(""),
  });
  const { rows, total, error, readMore, refetch, isFetching } = useRequestPages(
    describeRequestList(show, useDeferredValue(q)),
  );

  return (
    <>
      <PageHeader
        title={messages.title}
        width="catalog"
        meta={[total !== undefined && !q && (show === "mine" ? messages.countOwn : messages.countAll)(total)]}
        primary={
          <Button asChild variant="primary">
            <Link href="/catalog">{messages.newRequest}</Link>
          </Button>
        }
      />
      <PageBody width="catalog" className="space-y-4">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented
            aria-label={messages.scope}
            value={show}
            onChange={(value) => setView({ show: value === "all" ? "all" : "mine" })}
            options={[
              { value: "mine", label: messages.own },
              { value: "all", label: messages.all },
            ]}
          />
          <Input
            {...{ [FIND_FIELD]: "" }}
            type="search"
            aria-keyshortcuts="/"
            aria-label={messages.search}
            placeholder={messages.find}
            className="w-full sm:w-72"
            value={q}
            onChange={(event) => setView({ q: event.target.value || null })}
          />
        </div>
        {error && !rows && (
          <ErrorCard title={messages.error} error={error} onRetry={refetch} retrying={isFetching} />
        )}
        {!error && !rows && (
          <Loading awaits={messages.loading}>
            <TableSkeleton rows={6} />
          </Loading>
        )}
        {rows && (
          <Card>
            {rows.length > 0 ? (
              <RequestTable label={messages.table} requests={rows} />
            ) : (
              <NoRequests query={q} onClear={() => setView({ q: null })} />
            )}
          </Card>
        )}
        <MoreRows readMore={readMore} />
      </PageBody>
    </>
  );
}

function NoRequests({ query, onClear }: { query: string; onClear: () => void }) {
  if (query)
    return (
      <EmptyState
        icon={SearchX}
        title={messages.noMatch.title(query)}
        actions={<Button onClick={onClear}>{messages.noMatch.action}</Button>}
      >
        {messages.noMatch.description}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={GitPullRequest}
      title={messages.empty.title}
      actions={
        <Button asChild>
          <Link href="/catalog">{messages.empty.action}</Link>
        </Button>
      }
    >
      {messages.empty.description}
    </EmptyState>
  );
}
