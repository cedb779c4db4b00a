"use client";

import { CircleCheck, CircleDotDashed, type LucideIcon, OctagonX, TriangleAlert } from "lucide-react";
import { useConnection } from "#components/data/live";
import { useStatus } from "#components/data/queries";
import { shellMessages } from "#components/shell/messages/frame";
import { cn } from "#components/ui/cn";
import { Skeleton } from "#components/ui/state/skeleton";
import { formatClock } from "#components/ui/text/age";
import { Tooltip } from "#components/ui/tooltip";
import type { ClusterStatus, DemoPart } from "#lib/api/types";

const { freshness: messages, demo } = shellMessages;

interface Line {
  key: string;
  icon: LucideIcon;
  tone: string;
  text: string;
  /** The full text, on hover and focus. */
  tip: string;
}

/** How current each cluster is, as a line of the foot. */
export function describeCluster({ name, freshness }: ClusterStatus): Line {
  switch (freshness.state) {
    case "live":
      return {
        key: name,
        icon: CircleCheck,
        tone: "text-ok",
        text: messages.live(name),
        tip: messages.liveTip(name),
      };
    case "connecting":
      return {
        key: name,
        icon: CircleDotDashed,
        tone: "text-busy",
        text: messages.connecting(name),
        tip: messages.connectingTip(name),
      };
    case "away":
      return {
        key: name,
        icon: TriangleAlert,
        tone: "text-warn",
        text: messages.unreachable(name),
        tip: messages.unreachableTip(name, freshness.asOf && formatClock(freshness.asOf)),
      };
  }
}

/** The servers of the demo that are not ready, in one line; undefined when all are. */
export function describeDemo(parts: readonly DemoPart[]): Line | undefined {
  const failed = parts.filter((part) => part.state === "failed");
  const coming = parts.filter((part) => part.state !== "ready" && part.state !== "failed");
  const open = [...failed, ...coming];
  const first = open[0];
  if (!first) return undefined;
  const text =
    failed.length > 0
      ? demo.failed(first.name)
      : open.length === 1
        ? demo.starting(first.name)
        : demo.severalStarting(open.length);
  return {
    key: "demo",
    icon: failed.length > 0 ? OctagonX : CircleDotDashed,
    tone: failed.length > 0 ? "text-fail" : "text-busy",
    text,
    tip: open.map((part) => demo.part(part.name, part.detail || part.state)).join("\n"),
  };
}

/** The demo's missing parts, then each cluster. At the foot of the navigation it grows upwards into free room, and
 * where the navigation is narrow (`folds`) it is icons with tips. */
export function NavFoot({ folds = false }: { folds?: boolean }) {
  const { data } = useStatus();
  const connection = useConnection();
  if (!data)
    return (
      <div className="flex h-7 items-center px-2.5">
        <Skeleton className="h-3 w-4 xl:w-28" />
      </div>
    );
  const demoLine = describeDemo(data.demo?.parts ?? []);
  const unreachable: Line = {
    key: "portal",
    icon: TriangleAlert,
    tone: "text-warn",
    text: messages.unreachable(messages.portal),
    tip: messages.portalTip,
  };
  const clusters = connection === "away" ? [unreachable] : data.clusters.map(describeCluster);
  return (
    <ul className="space-y-0.5" aria-label={messages.label}>
      {[...(demoLine ? [demoLine] : []), ...clusters].map((line) => (
        <li key={line.key}>
          <FootLine line={line} folds={folds} />
        </li>
      ))}
    </ul>
  );
}

function FootLine({ line: { icon: Icon, tone, text, tip }, folds }: { line: Line; folds: boolean }) {
  return (
    <Tooltip side="right" text={tip} className="whitespace-pre-line">
      <button
        type="button"
        className={cn(
          "flex h-7 w-full min-w-0 cursor-default items-center gap-2.5 rounded-md px-2 text-muted-foreground text-xs",
          folds && "px-2.5 max-xl:justify-center",
        )}
      >
        <Icon aria-hidden className={cn("size-4 shrink-0", tone)} />
        <span className={cn("truncate", folds && "max-xl:sr-only")}>{text}</span>
      </button>
    </Tooltip>
  );
}
