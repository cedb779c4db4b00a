"use client";

import { useTheme } from "next-themes";
import { type ReactNode, useId } from "react";
import { useMe } from "#components/data/queries";
import {
  type ConnectionFailure,
  ConnectionFailureCard,
  GitAccountsCard,
} from "#components/shell/git-accounts";
import { pageMessages } from "#components/shell/messages/pages";
import { themes } from "#components/shell/person-menu";
import { setPreferences, usePreferences } from "#components/shell/preferences";
import { Badge } from "#components/ui/badge";
import { Card, CardHeader } from "#components/ui/card";
import { useInBrowser } from "#components/ui/in-browser";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { Segmented } from "#components/ui/segmented";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import { Switch } from "#components/ui/switch";

const { settings: messages } = pageMessages;

const densities = [
  { value: "comfortable", label: messages.comfortable },
  { value: "compact", label: messages.compact },
] as const;

interface SettingsPageProps {
  /** Why a Git account is not connected, after the person came back from its host. */
  connectionFailure?: ConnectionFailure | undefined;
}

/** The settings of the portal in this browser, and the accounts of the signed-in person. */
export function SettingsPage({ connectionFailure }: SettingsPageProps) {
  return (
    <>
      <PageHeader title={messages.title} width="form" meta={[messages.storage]} />
      <PageBody width="form" className="space-y-6">
        {connectionFailure && <ConnectionFailureCard {...connectionFailure} />}
        <Appearance />
        <Keyboard />
        <Person />
        <GitAccountsCard />
      </PageBody>
    </>
  );
}

function Appearance() {
  const { theme, setTheme } = useTheme();
  const { density } = usePreferences();
  const inBrowser = useInBrowser();
  return (
    <Card>
      <CardHeader title={messages.appearance} />
      <Setting label={messages.theme} help={messages.themeHelp}>
        {(ids) => (
          <Segmented {...ids} value={inBrowser ? theme : undefined} options={themes} onChange={setTheme} />
        )}
      </Setting>
      <Setting label={messages.density} help={messages.densityHelp}>
        {(ids) => (
          <Segmented
            {...ids}
            value={inBrowser ? density : undefined}
            options={densities}
            onChange={(value) => setPreferences({ density: value === "compact" ? "compact" : "comfortable" })}
          />
        )}
      </Setting>
    </Card>
  );
}

function Keyboard() {
  const { singleKeys } = usePreferences();
  return (
    <Card>
      <CardHeader title={messages.keyboard} />
      <Setting label={messages.singleKeys} help={messages.singleKeysHelp}>
        {(ids) => (
          <Switch
            {...ids}
            checked={singleKeys}
            onCheckedChange={(on) => setPreferences({ singleKeys: on })}
          />
        )}
      </Setting>
    </Card>
  );
}

function Person() {
  const me = useMe();
  if (me.error && !me.data)
    return (
      <ErrorCard
        title={messages.accountError}
        error={me.error}
        onRetry={() => void me.refetch()}
        retrying={me.isFetching}
      />
    );
  return (
    <Card>
      <CardHeader title={messages.account} />
      {me.data ? (
        <dl className="border-t text-sm">
          <Fact name={messages.name}>{me.data.name}</Fact>
          <Fact name={messages.user}>
            <span className="font-mono">{me.data.user}</span>
          </Fact>
          <Fact name={messages.groups}>
            {me.data.groups.length > 0 ? (
              <span className="flex flex-wrap gap-1">
                {me.data.groups.map((group) => (
                  <Badge key={group}>{group}</Badge>
                ))}
              </span>
            ) : (
              messages.noGroups
            )}
          </Fact>
        </dl>
      ) : (
        <Loading awaits={messages.accountLoading} className="border-t p-4">
          <Skeleton className="h-20" />
        </Loading>
      )}
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 border-b px-4 py-3 last:border-0">
      <dt className="w-48 text-muted-foreground">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

interface SettingProps {
  label: string;
  help: string;
  children: (ids: { "aria-labelledby": string; "aria-describedby": string }) => ReactNode;
}

function Setting({ label, help, children }: SettingProps) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t px-4 py-4">
      <div className="min-w-0 max-w-[40ch] grow basis-60">
        <p id={`${id}-label`} className="font-medium">
          {label}
        </p>
        <p id={`${id}-help`} className="text-muted-foreground text-sm">
          {help}
        </p>
      </div>
      {children({ "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-help` })}
    </div>
  );
}
