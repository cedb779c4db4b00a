import type { Metadata } from "next";
import { ApprovalListPage } from "#components/requests/approval-list-page";
import { shellMessages } from "#components/shell/messages";

export const metadata: Metadata = { title: shellMessages.titles.approvals };

export default function Page() {
  return <ApprovalListPage />;
}
