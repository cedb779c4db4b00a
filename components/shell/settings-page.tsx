"use client";

import { useTheme } from "next-themes";
import { type ReactNode, useId } from "react";
import { useMe } from "#components/data/queries";
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

const densities = [
  { value: "comfortable", label: "Comfortable" },
  { value: "compact", label: "Compact" },
] as const;

/** How the portal looks and behaves in this browser, and who is signed in. */
export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" width="form" meta={["Kept in this browser"]} />
      <PageBody width="form" className="space-y-6">
        <Look />
        <Keyboard />
        <Person />
      </PageBody>
    </>
  );
}

function Look() {
  const { theme, setTheme } = useTheme();
  const { density } = usePreferences();
  const inBrowser = useInBrowser();
  return (
    <Card>
      <CardHeader title="Look" />
      <Setting label="Theme" help="Light, dark, or what the system says.">
        {(ids) => (
          <Segmented
            {...ids}
            value={inBrowser ? theme : undefined}
            options={themes.map(({ value, label }) => ({
              value,
              label: value === "system" ? "System" : label,
            }))}
            onChange={setTheme}
          />
        )}
      </Setting>
      <Setting label="Density" help="Compact shows more rows. On touch screens it stays comfortable.">
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
      <CardHeader title="Keyboard" />
      <Setting
        label="Single keys"
        help="Such as / to find and g c for the catalog. Switch them off if you dictate or type by accident."
      >
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
        title="Who you are could not be read"
        error={me.error}
        onRetry={() => void me.refetch()}
        retrying={me.isFetching}
      />
    );
  return (
    <Card>
      <CardHeader title="You" />
      {me.data ? (
        <dl className="border-t text-sm">
          <Fact name="Name">{me.data.name}</Fact>
          <Fact name="Known to Kubernetes as">
            <span className="font-mono">{me.data.user}</span>
          </Fact>
          <Fact name="Groups">
            {me.data.groups.length > 0 ? (
              <span className="flex flex-wrap gap-1">
                {me.data.groups.map((group) => (
                  <Badge key={group}>{group}</Badge>
                ))}
              </span>
            ) : (
              "None"
            )}
          </Fact>
        </dl>
      ) : (
        <Loading awaits="who you are" className="border-t p-4">
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
