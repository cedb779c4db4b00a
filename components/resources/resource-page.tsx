"use client";

import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import type { ResourceAddress } from "#components/data/api";
import { useResource } from "#components/data/queries";
import { GraphView } from "#components/resource-graph/graph-view";
import { ObjectNames } from "#components/resources/object-names";
import { RemoveDialog } from "#components/resources/remove-dialog";
import { ResourceEvents } from "#components/resources/resource-events";
import { changeHref } from "#components/resources/resource-href";
import { ResourceOverview } from "#components/resources/resource-overview";
import { Age } from "#components/ui/age";
import { Button } from "#components/ui/button";
import { CodeView } from "#components/ui/code-view";
import { MenuItem } from "#components/ui/dropdown-menu";
import { ErrorCard } from "#components/ui/error-card";
import { PageBody } from "#components/ui/page-body";
import { PageHeader } from "#components/ui/page-header";
import { Loading, SkeletonLines } from "#components/ui/skeleton";
import { TableSkeleton } from "#components/ui/table-skeleton";
import { Tabs } from "#components/ui/tabs";
import type { FileInGit, ResourceDetail } from "#lib/api/types";

const views = ["overview", "graph", "yaml", "events"] as const;

/** One object of the cluster: how it is, of what it is made, and what happened to it. Live. */
export function ResourcePage({ address }: { address: ResourceAddress }) {
  const { data: resource, error, refetch, isFetching } = useResource(address);
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <PageHeader
        breadcrumb={breadcrumbOf(resource)}
        title={address.name}
        width="full"
        health={resource?.health}
        primary={resource?.file && isChangeable(resource.file) && <ChangeButton address={address} />}
        menu={
          resource?.file && (
            <MenuItem danger onSelect={() => setRemoving(true)}>
              Remove
            </MenuItem>
          )
        }
        meta={resource ? metaOf(resource) : []}
      />
      <PageBody width="full" className="space-y-6">
        {error && (!resource || error.code === "not-found") && (
          <ErrorCard
            title={resource ? "It is gone" : "This resource could not be read"}
            error={error}
            onRetry={refetch}
            retrying={isFetching}
          />
        )}
        {!resource && !error && <ResourceSkeleton name={address.name} />}
        {resource && <ResourceViews address={address} resource={resource} />}
      </PageBody>
      {resource?.file && removing && (
        <RemoveDialog resource={resource} file={resource.file} open onOpenChange={setRemoving} />
      )}
    </>
  );
}

/** Whoever may ask for a change gets the file's text, or why not: the form's page says it. */
function isChangeable({ content, withheld }: FileInGit): boolean {
  return content !== undefined || withheld !== undefined;
}

function ChangeButton({ address }: { address: ResourceAddress }) {
  return (
    <Button asChild variant="primary">
      <Link href={changeHref(address)}>Change</Link>
    </Button>
  );
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

function breadcrumbOf(resource: ResourceDetail | undefined) {
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
