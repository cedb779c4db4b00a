import type { Metadata } from "next";
import { RequestListPage } from "#components/requests/request-list-page";

export const metadata: Metadata = { title: "My requests" };

export default function Page() {
  return <RequestListPage />;
}
