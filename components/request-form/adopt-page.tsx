"use client";

import { FileQuestionMark } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo } from "react";
import type { ResourceAddress } from "#components/data/api";
import { createKey } from "#components/data/idempotency-key";
import { useAdoption, usePreview, useSubmitRequest } from "#components/data/queries";
import { useChosenRepository } from "#components/request-form/form-hooks";
import { formMessages } from "#components/request-form/messages";
import { ReviewSkeleton } from "#components/request-form/review/review-skeleton";
import ReviewStep from "#components/request-form/review/review-step";
import { resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { PageBody, PageFrame } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import type { Adoption } from "#lib/api/types";
import type { RequestInput } from "#lib/request/types";

const { adoptPage: messages, page, step, blocked } = formMessages;

/** The page that adds the file of an existing resource to Git: the proposed file, its checks, and the pull request. */
export function AdoptPage({ address }: { address: ResourceAddress }) {
  const { data: adoption, error, isFetching, refetch } = useAdoption(address);
  const { name } = address;
  const href = resourceHref(address);
  if (adoption?.manifest !== undefined) return <Proposal name={name} href={href} adoption={adoption} />;
  return (
    <Frame name={name} href={href}>
      {error && (
        <ErrorCard
          title={messages.error(name)}
          error={error}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      )}
      {adoption && (
        <EmptyState
          icon={FileQuestionMark}
          title={messages.withheld(name)}
          actions={
            <Button asChild variant="primary">
              <Link href={href}>{page.backTo(name)}</Link>
            </Button>
          }
        >
          {adoption.withheld}
        </EmptyState>
      )}
      {!error && !adoption && <ReviewSkeleton />}
    </Frame>
  );
}

interface FrameProps {
  name: string;
  /** The page of the resource. */
  href: string;
  children: ReactNode;
}

function Frame({ name, href, children }: FrameProps) {
  return (
    <>
      <PageHeader
        width="review"
        breadcrumb={[
          { label: page.catalog, href: "/catalog" },
          { label: name, href },
        ]}
        title={messages.title(name)}
      />
      <PageBody width="review" className="min-h-[calc(100dvh-var(--header)-4rem)] space-y-8">
        {children}
      </PageBody>
    </>
  );
}

function Proposal({ name, href, adoption }: Omit<FrameProps, "children"> & { adoption: Adoption }) {
  const router = useRouter();
  const [repository, setRepository] = useChosenRepository();
  // Another input is another request, with another key.
  const sent = useMemo(
    () => ({ input: describeInput(adoption, repository), key: createKey() }),
    [adoption, repository],
  );
  const { mutate, ...preview } = usePreview();
  const submission = useSubmitRequest();
  useEffect(() => mutate(sent.input), [mutate, sent]);
  const open = () =>
    submission.mutate(sent, { onSuccess: ({ id }) => router.push(`/requests/${encodeURIComponent(id)}`) });
  const obstacle = preview.isPending
    ? blocked.checking
    : preview.data?.validation.ok
      ? undefined
      : blocked.refused;
  return (
    <>
      <Frame name={name} href={href}>
        <p className="max-w-[72ch]">{messages.intro(name)}</p>
        <ReviewStep
          preview={preview.data}
          previewError={preview.error}
          checking={preview.isPending}
          onCheck={() => mutate(sent.input)}
          submitError={submission.error}
          opening={submission.isPending}
          labelOf={(path) => path.slice(1).replaceAll("/", " › ")}
          onChooseRepository={(chosen) => void setRepository(chosen)}
        />
      </Frame>
      <footer data-next-step className="sticky bottom-bottom-bar z-10 border-t bg-background py-3">
        <PageFrame width="review" className="flex flex-wrap justify-end gap-2">
          <Button asChild>
            <Link href={href}>{step.cancel}</Link>
          </Button>
          <Button
            variant="primary"
            pending={submission.isPending || submission.isSuccess}
            disabledReason={obstacle}
            onClick={open}
          >
            {step.open}
          </Button>
        </PageFrame>
      </footer>
    </>
  );
}

function describeInput({ entry, reference, manifest }: Adoption, repository: string | null): RequestInput {
  const { name, namespace, version } = reference;
  return {
    entry: entry.id,
    version,
    name,
    ...(namespace !== undefined && { namespace }),
    manifest,
    operation: "create",
    adopts: true,
    ...(repository && { repository }),
  };
}
