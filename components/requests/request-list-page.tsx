"use client";

import { GitPullRequest, SearchX } from "lucide-react";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMe, useRequests } from "#components/data/queries";
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

const scopes = ["mine", "all"] as const;

/** True when a word of the search stands in the request's name, offer, namespace or author. */
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

/** My requests, and everybody's that the person may see. */
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
        title="My requests"
        width="catalog"
        meta={[data && `${own?.length ?? 0} ${show === "mine" ? "by you" : "in all"}`]}
        primary={
          <Button asChild variant="primary">
            <Link href="/catalog">New request</Link>
          </Button>
        }
      />
      <PageBody width="catalog" className="space-y-4">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented
            aria-label="Whose requests"
            value={show}
            onChange={(value) => setView({ show: value === "all" ? "all" : "mine" })}
            options={[
              { value: "mine", label: "Mine" },
              { value: "all", label: "Everyone's" },
            ]}
          />
          <Input
            {...{ [FIND_FIELD]: "" }}
            type="search"
            aria-keyshortcuts="/"
            aria-label="Search requests"
            placeholder="Find a request"
            className="w-full sm:w-72"
            value={q}
            onChange={(event) => setView({ q: event.target.value || null })}
          />
        </div>
        {error && !data && (
          <ErrorCard
            title="The requests could not be read"
            error={error}
            onRetry={refetch}
            retrying={isFetching}
          />
        )}
        {!error && (!shown || !me.data) && (
          <Loading awaits="the requests">
            <TableSkeleton rows={6} />
          </Loading>
        )}
        {shown && me.data && (
          <Card>
            {shown.length > 0 ? (
              <RequestTable label="Requests" requests={shown} />
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
        title={`Nothing for “${query}”`}
        actions={<Button onClick={onClear}>Clear search</Button>}
      >
        No request here has these words in its name, offer or namespace.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={GitPullRequest}
      title="No requests yet"
      actions={
        <Button asChild>
          <Link href="/catalog">Open the catalog</Link>
        </Button>
      }
    >
      What you ask for shows here, from pull request to Ready.
    </EmptyState>
  );
}
