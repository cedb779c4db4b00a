import type { Metadata } from "next";
import { pageMessages } from "#components/shell/messages/pages";
import { SettingsPage } from "#components/shell/settings-page";

export const metadata: Metadata = { title: pageMessages.titles.settings };

export default function Page() {
  return <SettingsPage />;
}
