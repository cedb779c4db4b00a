"use client";

import { FileQuestionMark, PackageX } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { catalogMessages } from "#components/catalog/messages";
import { useNamesakeWords } from "#components/catalog/namesake";
import { offerHref } from "#components/catalog/offer-href";
import { useEntry, useMe } from "#components/data/queries";
import type { ChangedResource } from "#components/request-form/draft/form-start";
import { ClusterContext, pickEntry, useChosenCluster } from "#components/request-form/layout/offer-cluster";
import { useVersion } from "#components/request-form/layout/version-field";
import { formMessages } from "#components/request-form/messages";
import { useReplaced } from "#components/request-form/notices/moved-request";
import { RequestForm } from "#components/request-form/request-form";
import { Button } from "#components/ui/button";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import type { CatalogEntryDetail, OfferCluster } from "#lib/catalog/types";

const { page: messages } = formMessages;

interface RequestFormPageProps {
  /** Of the offer. */
  id: string;
  /** The resource that is changed; undefined for a new resource. */
  change?: ChangedResource | undefined;
  /** Of its API, unless another is chosen; else the offer's own. */
  version?: string | undefined;
}

/** The page of the form. It loads the offer and the person, and keeps the form when a later read fails. */
export function RequestFormPage({ id, change, version }: RequestFormPageProps) {
  const { picked, entry, choice } = useChosenEntry({ id, change, version });
  const me = useMe();
  const apart = useNamesakeWords(id);
  const [round, setRound] = useState(0);
  // While another version or cluster loads, the earlier form stays. It also stays where a cluster has no form.
  const [last, setLast] = useState(entry.data);
  if (entry.data && entry.data !== last && (entry.data.form || !last?.form || entry.data.id === last.id))
    setLast(entry.data);
  const offer = last ?? entry.data;
  const gone = entry.error?.code === "not-found" && (offer === undefined || offer.id === picked);
  if (offer?.form && me.data) {
    return (
      <ClusterContext value={choice && { ...choice, chosen: offer.id }}>
        <RequestForm
          key={`${id} ${me.data.user} ${round}`}
          entry={offer}
          openedWith={id}
          form={offer.form}
          person={me.data.user}
          gone={gone}
          change={change}
          onRestart={() => setRound(round + 1)}
        />
      </ClusterContext>
    );
  }
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: messages.catalog, href: "/catalog" }]}
        title={
          change
            ? messages.change(change.name)
            : offer
              ? messages.create(offer.title)
              : gone
                ? messages.goneTitle
                : undefined
        }
        meta={[apart]}
      />
      <PageBody>
        {gone ? (
          <OfferGone />
        ) : offer && !offer.form ? (
          <NoForm offer={offer} />
        ) : (entry.error ?? me.error) ? (
          <ErrorCard
            title={messages.error}
            error={entry.error ?? me.error}
            onRetry={() => void Promise.all([entry.refetch(), me.refetch()])}
            retrying={entry.isFetching || me.isFetching}
          />
        ) : (
          <FormSkeleton />
        )}
      </PageBody>
    </>
  );
}

/** The entry of the chosen version and cluster, and the choice of a cluster where the offer has several. */
function useChosenEntry({ id, change, version }: RequestFormPageProps) {
  const [chosenVersion, setVersion] = useVersion();
  const [chosenCluster, setCluster] = useChosenCluster();
  const [replaced] = useReplaced();
  const wanted = chosenVersion ?? version;
  // A change, and a request that replaces another, are about an object of one cluster.
  const isFixed = change !== undefined || replaced !== null;
  const opened = useEntry(id, isFixed ? wanted : undefined);
  const clusters = isFixed ? undefined : opened.data?.clusters;
  const picked = pickEntry(id, clusters, chosenCluster);
  const entry = useEntry(picked, wanted);
  const choice = clusters && {
    clusters,
    problem: describeProblem(clusters.find((one) => one.id === picked)?.cluster ?? "", entry),
    onChoose: ({ cluster }: OfferCluster) => {
      // Another cluster may not serve the version.
      void setVersion(null);
      void setCluster(cluster);
    },
  };
  return { picked, entry, choice };
}

/** Why the form of a cluster is not shown; undefined where it is shown or loads. */
function describeProblem(cluster: string, { data, error }: ReturnType<typeof useEntry>): string | undefined {
  const { problem, noForm } = catalogMessages.clusterChoice;
  if (data) return data.form ? undefined : problem(cluster, data.reason || noForm);
  return error ? problem(cluster, error.detail) : undefined;
}

function OfferGone() {
  return (
    <EmptyState
      icon={PackageX}
      title={messages.gone.title}
      actions={
        <Button asChild variant="primary">
          <Link href="/catalog">{messages.gone.action}</Link>
        </Button>
      }
    >
      {messages.gone.description}
    </EmptyState>
  );
}

function NoForm({ offer }: { offer: CatalogEntryDetail }) {
  return (
    <EmptyState
      icon={FileQuestionMark}
      title={messages.noForm.title}
      actions={
        <Button asChild variant="primary">
          <Link href={offerHref(offer.id)}>{messages.backTo(offer.title)}</Link>
        </Button>
      }
    >
      {offer.reason || messages.noForm.schema} {offer.owner && messages.noForm.owner(offer.owner)}{" "}
      {messages.noForm.next}
    </EmptyState>
  );
}

export function FormSkeleton() {
  return (
    <Loading awaits={messages.loading} className="max-w-160">
      {["name", "namespace", "first", "second"].map((field) => (
        <div key={field} className="mb-4">
          <Skeleton className="mb-2 h-4 w-32" />
          <Skeleton className="h-control rounded-md" />
          <Skeleton className="mt-1 h-4 w-48" />
        </div>
      ))}
    </Loading>
  );
}
