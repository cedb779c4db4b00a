"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useAttention, useMe } from "#components/data/queries";
import {
  type Destination,
  destinations,
  diagnostics,
  isWithin,
  useDestinations,
} from "#components/shell/destinations";
import { Logo } from "#components/shell/logo";
import { shellMessages } from "#components/shell/messages/frame";
import { NavFoot } from "#components/shell/nav-foot";
import { Avatar, PersonMenu } from "#components/shell/person-menu";
import { usePaletteKeys } from "#components/shell/shortcuts";
import { cn } from "#components/ui/cn";
import { MenuItem } from "#components/ui/dropdown-menu";
import { useLook } from "#components/ui/page/look";
import { Tooltip } from "#components/ui/tooltip";

const { navigation: messages } = shellMessages;

const item =
  "flex h-control min-h-8 w-full min-w-0 items-center gap-2.5 rounded-md px-2.5 text-muted-foreground transition-colors hover:bg-muted hover:text-foreground aria-[current=page]:bg-muted aria-[current=page]:font-medium aria-[current=page]:text-foreground max-xl:justify-center [&_svg]:size-4 [&_svg]:shrink-0";

function useApprovalCount(): number {
  return useAttention().data?.approvals.total ?? 0;
}

/** The navigation from 768 px: a column of 232, below 1280 of 56 with icons. */
export function Navigation({ onSearch }: { onSearch: () => void }) {
  const { data: me } = useMe();
  const paletteKeys = usePaletteKeys();
  const pages = useDestinations();
  return (
    <nav
      aria-label={messages.label}
      className="fixed inset-y-0 start-0 z-30 flex w-14 flex-col border-e bg-background px-2 pb-3 max-md:hidden xl:w-58 xl:px-3"
    >
      <Link
        href="/catalog"
        className="mt-3 mb-2 flex h-9 items-center gap-2.5 rounded-md px-2 font-semibold text-lg max-xl:justify-center"
      >
        <Logo className="size-5 shrink-0 text-primary" />
        <span className="max-xl:sr-only">{useLook().name}</span>
      </Link>
      <Tooltip text={messages.searchEverything} shortcut={paletteKeys} side="right" className="xl:hidden">
        <button
          type="button"
          onClick={onSearch}
          className="mb-3 flex h-control min-h-8 items-center gap-2.5 rounded-md border border-input bg-card px-2 text-muted-foreground transition-colors hover:border-foreground max-xl:justify-center"
        >
          <Search aria-hidden className="size-4 shrink-0" />
          <span className="grow text-start max-xl:sr-only">{messages.search}</span>
          <kbd className="font-sans text-xs max-xl:hidden">{paletteKeys}</kbd>
        </button>
      </Tooltip>
      <ul className="space-y-0.5">
        {pages.map((destination) => (
          <li key={destination.href}>
            <NavigationItem destination={destination} />
          </li>
        ))}
      </ul>
      <div className="mt-auto space-y-1">
        <NavFoot folds />
        <PersonMenu
          trigger={
            <button
              type="button"
              className={cn(item, "h-10 max-xl:px-0")}
              aria-label={messages.menu(me?.name)}
            >
              <Avatar name={me?.name ?? ""} />
              <span className="truncate max-xl:hidden">{me?.name}</span>
            </button>
          }
        />
      </div>
    </nav>
  );
}

function NavigationItem({ destination }: { destination: Destination }) {
  const { label, href, icon: Icon, key } = destination;
  const path = usePathname();
  const count = useApprovalCount();
  const shown = href === "/approvals" ? count : 0;
  return (
    <Tooltip text={label} shortcut={`g ${key}`} side="right" className="xl:hidden">
      <Link
        href={href}
        aria-current={isWithin(path, href) ? "page" : undefined}
        className={cn(item, "relative")}
      >
        <Icon aria-hidden />
        <span className="grow truncate max-xl:sr-only">{label}</span>
        {shown > 0 && <Count value={shown} />}
      </Link>
    </Tooltip>
  );
}

function Count({ value }: { value: number }) {
  return (
    <span className="min-w-5 rounded-full bg-primary-tint px-1.5 text-center font-medium text-primary text-xs max-xl:absolute max-xl:-end-0.5 max-xl:-top-0.5">
      {value}
      <span className="sr-only">{messages.waiting}</span>
    </span>
  );
}

const tab =
  "relative flex h-14 min-w-0 flex-col items-center justify-center gap-0.5 text-muted-foreground text-xs aria-[current=page]:font-medium aria-[current=page]:text-foreground [&_svg]:size-5";

/** Below 768 px the navigation is a bar at the thumb. */
export function BottomBar({ onSearch }: { onSearch: () => void }) {
  const path = usePathname();
  const count = useApprovalCount();
  const { data: me } = useMe();
  const pages = useDestinations();
  return (
    <nav
      aria-label={messages.label}
      className="fixed inset-x-0 bottom-0 z-30 grid h-bottom-bar grid-cols-6 border-t bg-background pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {destinations.map(({ href, short, icon: Icon }) => (
        <Link key={href} href={href} aria-current={isWithin(path, href) ? "page" : undefined} className={tab}>
          <span className="relative">
            <Icon aria-hidden />
            {href === "/approvals" && count > 0 && (
              <span className="absolute -end-3.5 -top-1.5">
                <Count value={count} />
              </span>
            )}
          </span>
          <span className="truncate">{short}</span>
        </Link>
      ))}
      <button type="button" onClick={onSearch} className={tab}>
        <Search aria-hidden />
        {messages.search}
      </button>
      <PersonMenu
        extra={
          <>
            {pages.includes(diagnostics) && <DiagnosticsItem />}
            <NavFoot />
          </>
        }
        trigger={
          <button type="button" className={tab} aria-label={messages.menu(me?.name)}>
            <Avatar name={me?.name ?? ""} />
            {messages.you}
          </button>
        }
      />
    </nav>
  );
}

/** The bar has no room for a page that few people may open. */
function DiagnosticsItem() {
  const { href, label, icon: Icon } = diagnostics;
  return (
    <MenuItem asChild>
      <Link href={href}>
        <Icon aria-hidden />
        {label}
      </Link>
    </MenuItem>
  );
}
