import type { Metadata } from "next";
import { ApprovalListPage } from "#components/requests/approval-list-page";

export const metadata: Metadata = { title: "Approvals" };

export default function Page() {
  return <ApprovalListPage />;
}
