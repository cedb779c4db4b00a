"use client";

import { Link2 } from "lucide-react";
import { useConnectGitAccount, useDisconnectGitAccount, useGitAccounts } from "#components/data/queries";
import { pageMessages } from "#components/shell/messages/pages";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import type { GitAccounts } from "#lib/api/types";

const messages = pageMessages.settings.gitAccounts;

export interface ConnectionFailure {
  /** Of the Git host. */
  name: string;
  detail: string;
}

/** Why an account is not connected. */
export function ConnectionFailureCard({ name, detail }: ConnectionFailure) {
  return <ErrorCard title={messages.failed(name)} error={{ detail, suggestion: messages.again(name) }} />;
}

/** The accounts of Git hosts that the person can connect to a company sign-in; nothing where there is none. */
export function GitAccountsCard() {
  const { data, error, refetch, isFetching } = useGitAccounts();
  if (error && !data)
    return (
      <ErrorCard title={messages.error} error={error} onRetry={() => void refetch()} retrying={isFetching} />
    );
  if (!data) return <AccountsSkeleton />;
  if (data.accounts.length === 0) return null;
  return (
    <Card>
      <CardHeader title={messages.title} />
      <ul>
        {data.accounts.map((account) => (
          <GitAccountRow key={account.id} account={account} />
        ))}
      </ul>
    </Card>
  );
}

function AccountsSkeleton() {
  return (
    <Card>
      <CardHeader title={messages.title} />
      <Loading awaits={messages.loading} className="border-t p-4">
        <Skeleton className="h-12" />
      </Loading>
    </Card>
  );
}

function GitAccountRow({ account: { id, name, url, login } }: { account: GitAccounts["accounts"][number] }) {
  const connect = useConnectGitAccount();
  const disconnect = useDisconnectGitAccount();
  const isConnected = login !== undefined;
  const failed = connect.error ?? disconnect.error;
  return (
    <li className="space-y-3 border-t px-4 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 max-w-[52ch] grow basis-60">
          <p className="font-medium">
            <a href={url} className="hover:underline">
              {name}
            </a>
          </p>
          <p className="text-muted-foreground text-sm [overflow-wrap:anywhere]">
            {isConnected
              ? `${messages.connected(login)} ${messages.connectedHelp}`
              : `${messages.absent} ${messages.absentHelp(name)}`}
          </p>
        </div>
        {isConnected ? (
          <Button pending={disconnect.isPending} onClick={() => disconnect.mutate(id)}>
            {disconnect.isPending ? messages.disconnecting : messages.disconnect(name)}
          </Button>
        ) : (
          <Button pending={connect.isPending || connect.isSuccess} onClick={() => connect.mutate(id)}>
            <Link2 aria-hidden />
            {connect.isPending || connect.isSuccess ? messages.opening(name) : messages.connect(name)}
          </Button>
        )}
      </div>
      {failed && (
        <ErrorCard
          title={isConnected ? messages.notDisconnected(name) : messages.failed(name)}
          error={failed}
        />
      )}
    </li>
  );
}
