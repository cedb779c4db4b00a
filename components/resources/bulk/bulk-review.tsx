"use client";

import {
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CircleQuestionMark,
  GitPullRequest,
  type LucideIcon,
  OctagonX,
} from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { formatValue } from "#components/requests/field-changes";
import { type BulkAction, type BulkResult, useBulkRequests } from "#components/resources/bulk/bulk-requests";
import { ChangeField } from "#components/resources/bulk/change-field";
import { bulkMessages as messages } from "#components/resources/bulk/messages";
import { resourceListMessages } from "#components/resources/list/messages";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { PageBody } from "#components/ui/page/page-body";
import { PageHeader } from "#components/ui/page/page-header";
import { type Tone, toneText } from "#components/ui/state/state-badge";
import { type Column, Table } from "#components/ui/table";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { ResourceSummary } from "#lib/api/types";

interface BulkReviewProps {
  resources: readonly ResourceSummary[];
  kind: BulkAction["kind"];
  onBack: () => void;
}

interface Item {
  resource: ResourceSummary;
  result: BulkResult;
}

/** One review of the requests about several resources, which are then opened one after another. */
export default function BulkReview({ resources, kind, onBack }: BulkReviewProps) {
  const [action, setAction] = useState<BulkAction | undefined>(kind === "remove" ? { kind } : undefined);
  const [isOpening, setIsOpening] = useState(false);
  const { results, open } = useBulkRequests(resources, action);
  const count = (...states: BulkResult["state"][]) =>
    results.filter(({ result }) => states.includes(result.state)).length;
  const opened = count("opened");
  const total = count("ready", "opening", "opened", "failed", "unknown");
  const start = async () => {
    setIsOpening(true);
    await open();
    setIsOpening(false);
  };
  const isDone = opened > 0 && !isOpening;
  return (
    <>
      <PageHeader
        width="catalog"
        breadcrumb={[{ label: resourceListMessages.title, href: "/resources" }]}
        title={(kind === "remove" ? messages.removeTitle : messages.changeTitle)(resources.length)}
        meta={[isOpening ? messages.opening(opened, total) : isDone && messages.opened(opened)]}
        primary={
          isDone ? (
            <Button asChild variant="primary">
              <Link href="/requests">{messages.toRequests}</Link>
            </Button>
          ) : (
            <Button
              variant={kind === "remove" ? "danger" : "primary"}
              pending={isOpening}
              disabledReason={describeObstacle(action, count("checking"), count("ready"), isOpening)}
              onClick={() => void start()}
            >
              {messages.open(total)}
            </Button>
          )
        }
      />
      <PageBody width="catalog" className="space-y-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-[72ch] text-muted-foreground">{messages.explain}</p>
          <Button onClick={onBack} disabledReason={isOpening ? messages.opening(opened, total) : undefined}>
            {messages.back}
          </Button>
        </div>
        {kind === "change" && !isOpening && !isDone && (
          <ChangeField entry={resources[0]?.entry ?? ""} onAction={setAction} />
        )}
        {action && (
          <Card>
            <Table label={messages.review} rows={results} columns={columns} rowKey={keyOf} />
          </Card>
        )}
      </PageBody>
    </>
  );
}

function describeObstacle(
  action: BulkAction | undefined,
  checking: number,
  ready: number,
  isOpening: boolean,
): string | undefined {
  if (!action) return messages.chooseFirst;
  if (isOpening) return undefined;
  if (checking > 0) return messages.checking;
  return ready === 0 ? messages.nothing : undefined;
}

function keyOf({ resource: { reference } }: Item): string {
  return JSON.stringify(reference);
}

const columns: readonly [Column<Item>, ...Column<Item>[]] = [
  {
    key: "name",
    header: messages.columns.name,
    width: "w-[22%]",
    cell: ({ resource }) => (
      <span className="flex min-w-0 font-medium">
        <MiddleEllipsis text={resource.reference.name} />
      </span>
    ),
  },
  {
    key: "namespace",
    header: messages.columns.namespace,
    width: "w-[14%]",
    cell: ({ resource }) => resource.reference.namespace ?? messages.wholeCluster,
  },
  {
    key: "what",
    header: messages.columns.what,
    narrow: "line",
    cell: ({ result }) => <Change result={result} />,
  },
  {
    key: "state",
    header: messages.columns.state,
    width: "w-[30%]",
    narrow: "line",
    cell: ({ result }) => <Result result={result} />,
  },
];

function Change({ result }: { result: BulkResult }) {
  if (!("request" in result)) return null;
  const { input, preview } = result.request;
  if (input.operation === "delete")
    return (
      <span className="font-mono text-xs [overflow-wrap:anywhere]">{messages.removes(preview.path)}</span>
    );
  return preview.changes.map(({ path, label, before, after }) => (
    <span key={path} className="block [overflow-wrap:anywhere]">
      <span className="text-muted-foreground">{label}:</span> {formatValue(before)}{" "}
      <span className="text-muted-foreground">{messages.becomes}</span> {formatValue(after)}
    </span>
  ));
}

const looks: Record<BulkResult["state"], { icon: LucideIcon; tone: Tone }> = {
  checking: { icon: CircleDotDashed, tone: "busy" },
  opening: { icon: CircleDotDashed, tone: "busy" },
  ready: { icon: CircleCheck, tone: "ok" },
  unchanged: { icon: CircleDashed, tone: "idle" },
  opened: { icon: GitPullRequest, tone: "ok" },
  refused: { icon: OctagonX, tone: "fail" },
  failed: { icon: OctagonX, tone: "fail" },
  unknown: { icon: CircleQuestionMark, tone: "idle" },
};

function Result({ result }: { result: BulkResult }) {
  const { icon: Icon, tone } = looks[result.state];
  return (
    <>
      <span className={cn("inline-flex items-center gap-1.5 font-medium", toneText[tone])}>
        <Icon aria-hidden className="size-4 shrink-0" />
        {result.state === "opened" ? (
          <Link href={`/requests/${encodeURIComponent(result.submitted.id)}`} className="underline">
            {messages.states.opened(result.submitted.pullRequest.number)}
          </Link>
        ) : (
          messages.states[result.state]
        )}
      </span>
      {"reason" in result && (
        <span className="block text-muted-foreground text-xs [overflow-wrap:anywhere]">{result.reason}</span>
      )}
    </>
  );
}
