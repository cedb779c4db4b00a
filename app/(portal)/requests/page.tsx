import type { Metadata } from "next";
import { RequestListPage } from "#components/requests/request-list-page";
import { shellMessages } from "#components/shell/messages";

export const metadata: Metadata = { title: shellMessages.titles.requests };

export default function Page() {
  return <RequestListPage />;
}
