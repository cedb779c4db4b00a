import type { Metadata } from "next";
import { pageMessages } from "#components/shell/messages/pages";
import { SettingsPage } from "#components/shell/settings-page";
import { explainConnectionFailure } from "#lib/server/session/session";

export const metadata: Metadata = { title: pageMessages.titles.settings };

export default async function Page({ searchParams }: PageProps<"/settings">) {
  const { error, provider } = await searchParams;
  return <SettingsPage connectionFailure={explainConnectionFailure(error, provider)} />;
}
