"use client";

import { GitPullRequest, SearchX } from "lucide-react";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMe, useRequests } from "#components/data/queries";
import { requestListMessages } from "#components/requests/messages/lists";
import { describeRequest, RequestTable } from "#components/requests/request-table";
import { FIND_FIELD } from "#components/shell/shortcuts";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Input } from "#components/ui/input";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { Segmented } from "#components/ui/segmented";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { TableSkeleton } from "#components/ui/state/table-skeleton";
import type { PortalRequest } from "#lib/request/types";

const { list: messages } = requestListMessages;

const scopes = ["mine", "all"] as const;

/** True where the name, offer, namespace and author of the request contain every word of the search. */
function matches(request: PortalRequest, query: string): boolean {
  const text = [
    request.object.name,
    request.object.namespace,
    describeRequest(request),
    request.author.name,
  ].join(" ");
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));
}

/** The requests of the person, or all requests that the person can see. */
export function RequestListPage() {
  const [{ show, q }, setView] = useQueryStates({
    show: parseAsStringLiteral(scopes).withDefault("mine"),
    q: parseAsString.withDefault(""),
  });
  const me = useMe();
  const { data, error, refetch, isFetching } = useRequests();
  const own = data?.requests.filter((request) => show === "all" || request.author.id === me.data?.user);
  const shown = own?.filter((request) => matches(request, q));

  return (
    <>
      <PageHeader
        title={messages.title}
        width="catalog"
        meta={[data && (show === "mine" ? messages.countOwn : messages.countAll)(own?.length ?? 0)]}
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
        {error && !data && (
          <ErrorCard title={messages.error} error={error} onRetry={refetch} retrying={isFetching} />
        )}
        {!error && (!shown || !me.data) && (
          <Loading awaits={messages.loading}>
            <TableSkeleton rows={6} />
          </Loading>
        )}
        {shown && me.data && (
          <Card>
            {shown.length > 0 ? (
              <RequestTable label={messages.table} requests={shown} />
            ) : (
              <NoRequests query={q} onClear={() => setView({ q: null })} />
            )}
          </Card>
        )}
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
