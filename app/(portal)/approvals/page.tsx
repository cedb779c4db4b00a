import type { Metadata } from "next";
import { ApprovalListPage } from "#components/requests/approval-list-page";
import { pageMessages } from "#components/shell/messages/pages";

export const metadata: Metadata = { title: pageMessages.titles.approvals };

export default function Page() {
  return <ApprovalListPage />;
}
