import type { Metadata } from "next";
import { RequestListPage } from "#components/requests/request-list-page";
import { pageMessages } from "#components/shell/messages/pages";

export const metadata: Metadata = { title: pageMessages.titles.requests };

export default function Page() {
  return <RequestListPage />;
}
