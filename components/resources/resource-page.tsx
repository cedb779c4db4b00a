"use client";

import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { usePlaceWords } from "#components/catalog/namesake";
import type { ResourceAddress } from "#components/data/api";
import { useResource, useResourceFile } from "#components/data/queries";
import { GraphView } from "#components/resource-graph/graph-view";
import { ChangeButton } from "#components/resources/change-button";
import { resourceMessages } from "#components/resources/messages";
import { ObjectNames } from "#components/resources/object-names";
import { RemoveDialog } from "#components/resources/remove-dialog";
import { ResourceEvents } from "#components/resources/resource-events";
import { resourceHref } from "#components/resources/resource-href";
import { ResourceOverview } from "#components/resources/resource-overview";
import { Button } from "#components/ui/button";
import { MenuItem } from "#components/ui/dropdown-menu";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, SkeletonLines } from "#components/ui/state/skeleton";
import { TableSkeleton } from "#components/ui/state/table-skeleton";
import { Tabs } from "#components/ui/tabs";
import { Age } from "#components/ui/text/age";
import { CodeView } from "#components/ui/text/code-view";
import type { ResourceDetail } from "#lib/api/types";

const { page: messages } = resourceMessages;

const views = ["overview", "graph", "yaml", "events"] as const;

/** One object of the cluster: its state, parts, YAML and events, live. */
export function ResourcePage({ address }: { address: ResourceAddress }) {
  const { data: resource, error, refetch, isFetching } = useResource(address);
  const isAbsent = error?.code === "not-found";
  const file = useResourceFile(address, isAbsent);
  const inGit = isAbsent ? file.data : undefined;
  const known = inGit ?? resource;
  const apart = usePlaceWords(known?.entry?.id, address.cluster);
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <PageHeader
        breadcrumb={breadcrumbOf(known)}
        title={address.name}
        width="full"
        health={resource?.health}
        primary={
          resource?.adoption?.allowed ? (
            <Button asChild variant="primary">
              <Link href={`${resourceHref(address)}/adopt`}>{messages.adopt}</Link>
            </Button>
          ) : (
            <ChangeButton address={address} file={known?.file} />
          )
        }
        menu={
          known?.file && (
            <MenuItem danger onSelect={() => setRemoving(true)}>
              {messages.remove}
            </MenuItem>
          )
        }
        meta={resource ? [apart, ...metaOf(resource)] : [apart, known?.reference.namespace]}
      />
      <PageBody width="full" className="space-y-6">
        {error && (!resource || isAbsent) && (
          <ErrorCard
            title={(resource ? messages.gone : isAbsent ? messages.absent : messages.error)(address.name)}
            error={
              inGit?.file ? { detail: error.detail, suggestion: messages.fileInGit(inGit.file.path) } : error
            }
            onRetry={refetch}
            retrying={isFetching}
          />
        )}
        {!resource && !error && <ResourceSkeleton name={address.name} />}
        {resource && <ResourceViews address={address} resource={resource} />}
      </PageBody>
      {known?.file && removing && (
        <RemoveDialog resource={known} file={known.file} open onOpenChange={setRemoving} />
      )}
    </>
  );
}

function ResourceViews({ address, resource }: { address: ResourceAddress; resource: ResourceDetail }) {
  const [view, setView] = useQueryState("view", parseAsStringLiteral(views).withDefault("overview"));
  return (
    <Tabs
      label={messages.views(resource.reference.name)}
      value={view}
      onChange={(next) => setView(views.find((known) => known === next) ?? "overview")}
      tabs={[
        {
          value: "overview",
          label: messages.overview,
          content: <ResourceOverview resource={resource} address={address} />,
        },
        {
          value: "graph",
          label: messages.graph,
          content: <GraphView address={address} file={resource.file?.path} />,
        },
        {
          value: "yaml",
          label: messages.yaml,
          content: <CodeView code={resource.yaml} label={messages.yamlOf(resource.reference.name)} />,
        },
        { value: "events", label: messages.events, content: <ResourceEvents address={address} /> },
      ]}
    />
  );
}

function breadcrumbOf(resource: Pick<ResourceDetail, "entry"> | undefined) {
  const catalog = { label: messages.catalog, href: "/catalog" };
  const entry = resource?.entry;
  return entry ? [catalog, { label: entry.title, href: `/catalog/${entry.id}` }] : [catalog];
}

function metaOf({ reference, object, file, sync }: ResourceDetail) {
  // An agent may apply it from a file elsewhere.
  const inGit = file ?? (sync?.agent && sync.state !== "kept");
  return [
    reference.namespace,
    <span key="age">{messages.created(<Age at={object.metadata.creationTimestamp} ago />)}</span>,
    <span key="git">
      {inGit ? messages.inGit : messages.notInGit} <ObjectNames reference={reference} file={file?.path} />
    </span>,
  ];
}

function ResourceSkeleton({ name }: { name: string }) {
  return (
    <Loading awaits={name} className="space-y-6">
      <SkeletonLines lines={2} className="max-w-96" />
      <TableSkeleton rows={5} />
    </Loading>
  );
}
