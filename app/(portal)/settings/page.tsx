import type { Metadata } from "next";
import { shellMessages } from "#components/shell/messages";
import { SettingsPage } from "#components/shell/settings-page";

export const metadata: Metadata = { title: shellMessages.titles.settings };

export default function Page() {
  return <SettingsPage />;
}
