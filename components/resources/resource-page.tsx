"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { useNamesakeWords } from "#components/catalog/namesake";
import type { ResourceAddress } from "#components/data/api";
import { useResource, useResourceFile } from "#components/data/queries";
import { GraphView } from "#components/resource-graph/graph-view";
import { ChangeButton } from "#components/resources/change-button";
import { ObjectNames } from "#components/resources/object-names";
import { RemoveDialog } from "#components/resources/remove-dialog";
import { ResourceEvents } from "#components/resources/resource-events";
import { ResourceOverview } from "#components/resources/resource-overview";
import { MenuItem } from "#components/ui/dropdown-menu";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, SkeletonLines } from "#components/ui/state/skeleton";
import { TableSkeleton } from "#components/ui/state/table-skeleton";
import { Tabs } from "#components/ui/tabs";
import { Age } from "#components/ui/text/age";
import { CodeView } from "#components/ui/text/code-view";
import type { FileInGit, ResourceDetail } from "#lib/api/types";

const views = ["overview", "graph", "yaml", "events"] as const;

/** One object of the cluster: how it is, of what it is made, and what happened to it. Live. */
export function ResourcePage({ address }: { address: ResourceAddress }) {
  const { data: resource, error, refetch, isFetching } = useResource(address);
  const isAbsent = error?.code === "not-found";
  const file = useResourceFile(address, isAbsent);
  const inGit = isAbsent ? file.data : undefined;
  const known = inGit ?? resource;
  const apart = useNamesakeWords(known?.entry?.id);
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <PageHeader
        breadcrumb={breadcrumbOf(known)}
        title={address.name}
        width="full"
        health={resource?.health}
        primary={<ChangeButton address={address} file={known?.file} />}
        menu={
          known?.file && (
            <MenuItem danger onSelect={() => setRemoving(true)}>
              Remove
            </MenuItem>
          )
        }
        meta={resource ? [apart, ...metaOf(resource)] : [apart, known?.reference.namespace]}
      />
      <PageBody width="full" className="space-y-6">
        {error && (!resource || isAbsent) && (
          <ErrorCard
            title={resource ? "It is gone" : isAbsent ? "It is not in the cluster" : "It could not be read"}
            error={inGit?.file ? { detail: error.detail, suggestion: sayInGit(inGit.file) } : error}
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

function sayInGit({ path }: FileInGit): string {
  return `The file ${path} in Git describes this resource. The GitOps agent has not applied the file yet, or the cluster refused it. If the file is wrong, change or remove it.`;
}

function ResourceViews({ address, resource }: { address: ResourceAddress; resource: ResourceDetail }) {
  const [view, setView] = useQueryState("view", parseAsStringLiteral(views).withDefault("overview"));
  return (
    <Tabs
      label={`Views of ${resource.reference.name}`}
      value={view}
      onChange={(next) => setView(views.find((known) => known === next) ?? "overview")}
      tabs={[
        {
          value: "overview",
          label: "Overview",
          content: <ResourceOverview resource={resource} address={address} />,
        },
        {
          value: "graph",
          label: "Graph",
          content: <GraphView address={address} file={resource.file?.path} />,
        },
        {
          value: "yaml",
          label: "YAML",
          content: <CodeView code={resource.yaml} label={`YAML of ${resource.reference.name}`} />,
        },
        { value: "events", label: "Events", content: <ResourceEvents address={address} /> },
      ]}
    />
  );
}

function breadcrumbOf(resource: Pick<ResourceDetail, "entry"> | undefined) {
  const catalog = { label: "Catalog", href: "/catalog" };
  const entry = resource?.entry;
  return entry ? [catalog, { label: entry.title, href: `/catalog/${entry.id}` }] : [catalog];
}

function metaOf({ reference, object, file, sync }: ResourceDetail) {
  // An agent may apply it from a file elsewhere.
  const inGit = file ?? (sync?.agent && sync.state !== "kept");
  return [
    reference.namespace,
    <span key="age">
      created <Age at={object.metadata.creationTimestamp} suffix=" ago" />
    </span>,
    <span key="git">
      {inGit ? "In Git" : "Not in Git"} <ObjectNames reference={reference} file={file?.path} />
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
