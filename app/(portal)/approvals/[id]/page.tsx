import type { Metadata } from "next";
import { ApprovalPage } from "#components/requests/approval-page";

export const metadata: Metadata = { title: "Approval" };

export default async function Page({ params }: PageProps<"/approvals/[id]">) {
  const { id } = await params;
  return <ApprovalPage id={decodeURIComponent(id)} />;
}
