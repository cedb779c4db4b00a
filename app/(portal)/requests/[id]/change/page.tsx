import type { Metadata } from "next";
import { Prefetched } from "#components/data/prefetched";
import { queryKeys } from "#components/data/topics";
import { AmendFormPage } from "#components/request-form/amend-form-page";
import { pageMessages } from "#components/shell/messages/pages";
import { requireIdentity } from "#lib/server/session/session";
import { getRequestFile } from "#lib/server/use-cases/amendment";
import { getRequest } from "#lib/server/use-cases/requests";

export const metadata: Metadata = { title: pageMessages.titles.amend };

export default async function Page({ params }: PageProps<"/requests/[id]/change">) {
  const identity = await requireIdentity();
  const id = decodeURIComponent((await params).id);
  const queries = [
    { queryKey: queryKeys.request(id), read: () => getRequest(identity, id) },
    { queryKey: queryKeys.requestFile(id), read: () => getRequestFile(identity, id) },
  ];
  return (
    <Prefetched queries={queries}>
      <AmendFormPage id={id} />
    </Prefetched>
  );
}
