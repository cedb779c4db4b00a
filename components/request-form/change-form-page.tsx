"use client";

import { FileQuestionMark } from "lucide-react";
import Link from "next/link";
import { useQueryState } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import type { ResourceAddress } from "#components/data/api";
import { useMe, useResourceFile } from "#components/data/queries";
import { AmendFormPage, SECOND } from "#components/request-form/amend-form-page";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { formMessages } from "#components/request-form/messages";
import { useReplaced } from "#components/request-form/notices/moved-request";
import { FormSkeleton, RequestFormPage } from "#components/request-form/request-form-page";
import { resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import type { ResourceFile } from "#lib/api/types";

const { changePage: messages } = formMessages;

/**
 * The page with the form that changes a resource. It loads the file from Git and keeps the form when a later read fails.
 * It does not read the cluster, so that a person can correct a file that the cluster refused.
 */
export function ChangeFormPage({ address }: { address: ResourceAddress }) {
  const { data: resource, error, isFetching, refetch } = useResourceFile(address);
  const [amended, forget] = useOwnRequest(resource);
  const changed = useChanged(address, resource, () => void refetch());
  const entry = resource?.entry;
  if (amended) return <AmendFormPage id={amended} onClosed={forget} />;
  if (amended === "" && changed && entry) return <RequestFormPage id={entry.id} {...changed} />;
  const { name } = address;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: formMessages.page.catalog, href: "/catalog" },
          { label: name, href: resourceHref(address) },
        ]}
        title={formMessages.page.change(name)}
      />
      <PageBody>
        {resource && !changed ? (
          <Unchangeable name={name} href={resourceHref(address)} {...explain(resource, name)} />
        ) : error ? (
          <ErrorCard
            title={messages.error(name)}
            error={error}
            onRetry={() => void refetch()}
            retrying={isFetching}
          />
        ) : (
          <FormSkeleton />
        )}
      </PageBody>
    </>
  );
}

/**
 * Id of the open request of the person that a change is added to; empty for none, and where the person opens another
 * one on purpose; undefined until it is known. The first answer counts: a request that the person opens elsewhere must
 * not replace a form that is filled in. With it a function that forgets the request, because it is open no more.
 */
function useOwnRequest(resource: ResourceFile | undefined): [id: string | undefined, forget: () => void] {
  const { data: me } = useMe();
  const [second] = useQueryState(SECOND);
  const [from] = useReplaced();
  const [found, setFound] = useState<string>();
  if (found === undefined && resource && me) {
    const own = resource.requests.find(
      ({ pullRequest, author, operation, problem }) =>
        pullRequest.state === "open" &&
        (author.id === me.user || me.logins?.includes(author.id)) &&
        operation !== "delete" &&
        problem === undefined,
    );
    setFound(own?.id ?? "");
  }
  const forget = useCallback(() => setFound(""), []);
  return [second !== null || from !== null ? "" : found, forget];
}

/** The changed resource with the last file that a form can start from; undefined without such a file. */
function useChanged(
  address: ResourceAddress,
  resource: ResourceFile | undefined,
  read: () => void,
): { change: ChangedResource; version: string | undefined } | undefined {
  const seen = resource?.file;
  const [file, setFile] = useState(() => seen);
  if (seen?.content !== undefined && seen.blob !== file?.blob) setFile(seen);
  const [refresh] = useState(() => read);
  const isGone = resource !== undefined && !seen;
  const { name, namespace = "" } = address;
  const href = resourceHref(address);
  const requests = resource?.requests;
  return useMemo(() => {
    if (file?.content === undefined) return undefined;
    const { path, blob, content, version, confirmed = [] } = file;
    const waiting = findWaiting(requests ?? []);
    const shown = { path, blob, content, confirmed };
    return { change: { name, namespace, href, file: shown, waiting, isGone, refresh }, version };
  }, [file, name, namespace, href, requests, isGone, refresh]);
}

function findWaiting(requests: ResourceFile["requests"]): ChangedResource["waiting"] {
  const found = requests.find(({ pullRequest }) => pullRequest.state === "open");
  return found && { id: found.id, by: found.author.name, isRemoval: found.operation === "delete" };
}

interface Explanation {
  title: string;
  reason: string;
}

/** Why no form can change the resource, and the next step. */
function explain({ file }: ResourceFile, name: string): Explanation {
  const { notInGit, unchangeable } = messages;
  if (!file) return { title: notInGit.title(name), reason: notInGit.reason };
  const why = file.withheld ? unchangeable.withheld(file.withheld) : unchangeable.noAccess;
  return { title: unchangeable.title(name), reason: unchangeable.reason(why, file.path) };
}

function Unchangeable({ name, href, title, reason }: Explanation & { name: string; href: string }) {
  return (
    <EmptyState
      icon={FileQuestionMark}
      title={title}
      actions={
        <Button asChild variant="primary">
          <Link href={href}>{formMessages.page.backTo(name)}</Link>
        </Button>
      }
    >
      {reason}
    </EmptyState>
  );
}
