"use client";

import { ChevronRight, Ellipsis } from "lucide-react";
import Link from "next/link";
import { createContext, Fragment, type ReactNode, useContext, useEffect } from "react";
import { Button } from "#components/ui/button";
import { DropdownMenu } from "#components/ui/dropdown-menu";
import { uiMessages } from "#components/ui/messages";
import { useLook } from "#components/ui/page/look";
import { PageFrame, type PageWidth } from "#components/ui/page/page-body";
import { Skeleton } from "#components/ui/state/skeleton";
import { StateBadge } from "#components/ui/state/state-badge";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { Health } from "#lib/kubernetes/types";

const { page: messages } = uiMessages;

/** The outage in the header of every page: "local is unreachable. Showing data from 10:42. Reconnecting." */
export const OutageContext = createContext<string | undefined>(undefined);

export interface Crumb {
  label: string;
  href: string;
}

export interface PageHeaderProps {
  /** The pages above this one. */
  breadcrumb?: readonly Crumb[];
  /** Undefined while it loads. */
  title: string | undefined;
  health?: Health | undefined;
  /** The page's one primary button, perhaps with one secondary beside it. */
  primary?: ReactNode;
  /** MenuItems: everything else that can be done. */
  menu?: ReactNode;
  /** That of the PageBody below, so that their edges meet. */
  width?: PageWidth;
  /** Owner, version, age, freshness: short pieces, set apart by dots. */
  meta?: readonly ReactNode[];
}

/** The fixed head of a page, always 96 px: nothing in it can push the page. An outage takes the meta line's place. */
export function PageHeader({
  breadcrumb = [],
  title,
  health,
  primary,
  menu,
  meta = [],
  width = "review",
}: PageHeaderProps) {
  const outage = useContext(OutageContext);
  useDocumentTitle(title);
  return (
    <header className="sticky top-0 z-20 h-header border-b bg-background">
      <PageFrame width={width} className="flex h-header flex-col justify-center">
        <Breadcrumb crumbs={breadcrumb} />
        <div className="flex h-9 items-center gap-3 pointer-coarse:h-11">
          <div className="flex min-w-0 grow items-center gap-3">
            {/* It takes the focus where the rest of the page becomes another. */}
            <h1 tabIndex={-1} className="flex min-w-0 rounded-sm font-semibold text-xl">
              {title === undefined ? <Skeleton className="h-5 w-48" /> : <MiddleEllipsis text={title} />}
            </h1>
            {health && (
              <StateBadge
                look="tint"
                state={health.state}
                since={health.since}
                testId="page-state"
                className="max-md:hidden"
              />
            )}
          </div>
          {primary}
          {menu && (
            <DropdownMenu
              trigger={
                <Button size="icon" variant="ghost" aria-label={messages.moreActions}>
                  <Ellipsis aria-hidden />
                </Button>
              }
            >
              {menu}
            </DropdownMenu>
          )}
        </div>
        <p
          role="status"
          className="h-4 truncate text-muted-foreground text-xs [&_button]:-my-1 [&_button]:align-top"
        >
          {health && !outage && <NarrowState health={health} />}
          {outage ? <span className="font-medium text-warn">{outage}</span> : <Meta pieces={meta} />}
        </p>
      </PageFrame>
    </header>
  );
}

/** Tabs and history name the thing itself; the server's title names only its kind, and may come after ours. */
function useDocumentTitle(title: string | undefined): void {
  const { name: portal } = useLook();
  useEffect(() => {
    if (!title) return;
    const whole = messages.title(title, portal);
    const write = () => {
      if (document.title !== whole) document.title = whole;
    };
    write();
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [title, portal]);
}

/** Below 768 px the title needs its line for itself. */
function NarrowState({ health }: { health: Health }) {
  return (
    <span className="md:hidden">
      <StateBadge
        state={health.state}
        since={health.since}
        className="h-4 gap-1 align-top text-xs [&_svg]:size-3.5"
      />
      <Dot />
    </span>
  );
}

function Dot() {
  return (
    <span aria-hidden className="mx-1.5">
      ·
    </span>
  );
}

// Plain text in one line: where it is too long, its end is cut and not each piece.
function Meta({ pieces }: { pieces: readonly ReactNode[] }) {
  return pieces.filter(Boolean).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have a fixed order
    <Fragment key={index}>
      {index > 0 && <Dot />}
      {piece}
    </Fragment>
  ));
}

function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  if (crumbs.length === 0) return null;
  return (
    <nav aria-label={messages.breadcrumb} className="h-4">
      <ol className="flex min-w-0 items-center gap-1 text-muted-foreground text-xs">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href} className="flex min-w-0 items-center gap-1">
            {index > 0 && <ChevronRight aria-hidden className="size-3 shrink-0 rtl:rotate-180" />}
            <Link
              href={crumb.href}
              className="relative truncate rounded-sm after:absolute after:inset-x-0 after:-top-3 after:-bottom-1 hover:text-foreground"
            >
              {crumb.label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
