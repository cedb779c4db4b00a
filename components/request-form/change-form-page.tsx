"use client";

import { FileQuestionMark } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import type { ResourceAddress } from "#components/data/api";
import { useResourceFile } from "#components/data/queries";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { FormSkeleton, RequestFormPage } from "#components/request-form/request-form-page";
import { resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import type { FileInGit, ResourceFile } from "#lib/api/types";

/**
 * The page of the form that changes a resource: waits for its file in Git, and stays when that goes away. It does not
 * read the cluster: what the cluster refused is corrected here.
 */
export function ChangeFormPage({ address }: { address: ResourceAddress }) {
  const { data: resource, error, isFetching, refetch } = useResourceFile(address);
  const changed = useChanged(address, resource, () => void refetch());
  const entry = resource?.entry;
  if (changed && entry) return <RequestFormPage id={entry.id} {...changed} />;
  const { name } = address;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Catalog", href: "/catalog" },
          { label: name, href: resourceHref(address) },
        ]}
        title={`Change ${name}`}
      />
      <PageBody>
        {resource ? (
          <Unchangeable name={name} href={resourceHref(address)} {...explain(resource)} />
        ) : error ? (
          <ErrorCard
            title={`${name} could not be read`}
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

/** What is changed, with its file as it was last seen; undefined while none was that a form can start from. */
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

/** Why no form can change it, and what to do instead. */
function explain({ file }: ResourceFile): Explanation {
  if (!file)
    return {
      title: "It is not in Git",
      reason: "Changes are pull requests, and it has no file there. Ask the platform team who made it.",
    };
  return { title: "It cannot be changed in a form", reason: `${sayWhy(file)} Its file is ${file.path}.` };
}

function sayWhy({ withheld }: FileInGit): string {
  if (withheld) return `${withheld} Change it in the repository itself.`;
  return "There is no form for it, or you may not ask to change it. Ask the platform team.";
}

function Unchangeable({ name, href, title, reason }: Explanation & { name: string; href: string }) {
  return (
    <EmptyState
      icon={FileQuestionMark}
      title={title}
      actions={
        <Button asChild variant="primary">
          <Link href={href}>Back to {name}</Link>
        </Button>
      }
    >
      {reason}
    </EmptyState>
  );
}
