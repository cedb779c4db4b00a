"use client";

import { Command } from "cmdk";
import {
  ArrowRight,
  Box,
  Keyboard,
  LayoutGrid,
  LogOut,
  Monitor,
  Moon,
  Search,
  Settings,
  Sun,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog as Radix } from "radix-ui";
import { useDeferredValue, useMemo, useState } from "react";
import { createOfferSearch } from "#components/catalog/search/offer-search";
import { useCatalog, useRequests, useResources } from "#components/data/queries";
import { useDestinations } from "#components/shell/destinations";
import { pageMessages } from "#components/shell/messages/pages";
import {
  findInPalette,
  offerItems,
  type PaletteGroup,
  type PaletteItem,
  requestItems,
  resourceItems,
} from "#components/shell/palette/palette-items";
import { signOut, themes } from "#components/shell/person-menu";
import { groupOffers } from "#lib/catalog/family/offer-family";

const { palette: messages } = pageMessages;

export interface CommandPaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

/** A search by name over actions, offers, requests and resources. */
export default function CommandPalette({ onClose, onHelp }: CommandPaletteProps) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const { groups, reading, unread } = usePaletteGroups(useDeferredValue(query), onHelp);
  const shown = findInPalette(groups, query);
  const choose = (item: PaletteItem) => {
    onClose();
    if (item.href) router.push(item.href);
    item.run?.();
  };
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[max(1rem,12dvh)] z-50 mx-auto max-w-xl animate-appear overflow-hidden rounded-lg bg-popover shadow-overlay"
        >
          <Radix.Title className="sr-only">{messages.title}</Radix.Title>
          <Command shouldFilter={false} loop label={messages.title}>
            <div className="flex items-center gap-3 border-b px-4">
              <Search aria-hidden className="size-4 shrink-0 text-muted-foreground" />
              <Command.Input
                autoFocus
                value={query}
                onValueChange={setQuery}
                placeholder={messages.placeholder}
                className="h-12 w-full min-w-0 bg-transparent text-base outline-none"
              />
            </div>
            <Command.List className="h-[min(26rem,60dvh)] overflow-y-auto p-2">
              <Command.Empty className="px-2 py-8 text-center text-muted-foreground">
                {reading ? messages.loading : messages.noMatch(query)}
              </Command.Empty>
              {shown.map((group) => (
                <Command.Group
                  key={group.label}
                  heading={
                    <GroupHeading label={group.label} shown={group.items.length} total={group.total} />
                  }
                >
                  {group.items.map((item) => (
                    <PaletteRow key={item.id} item={item} onChoose={() => choose(item)} />
                  ))}
                </Command.Group>
              ))}
              {unread.length > 0 && (
                <p className="px-2 py-3 text-muted-foreground text-xs">{messages.incomplete(unread)}</p>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function GroupHeading({ label, shown, total }: { label: string; shown: number; total: number }) {
  return (
    <span className="flex justify-between px-2 pt-2 pb-1 text-muted-foreground text-xs">
      <span className="font-medium">{label}</span>
      {total > shown && <span>{messages.count(shown, total)}</span>}
    </span>
  );
}

function PaletteRow({ item, onChoose }: { item: PaletteItem; onChoose: () => void }) {
  const Icon = item.icon ?? Box;
  return (
    <Command.Item
      value={item.id}
      onSelect={onChoose}
      className="flex h-9 cursor-default items-center gap-3 rounded-md px-2 data-[selected=true]:bg-muted pointer-coarse:h-11"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <span className="min-w-0 shrink-0 max-w-[70%] truncate">{item.title}</span>
      <span className="min-w-0 grow truncate text-end text-muted-foreground text-xs">{item.hint}</span>
    </Command.Item>
  );
}

/** Offers and actions are searched here, requests and resources by the server. */
function usePaletteGroups(query: string, onHelp: () => void) {
  const q = query.trim().slice(0, 200) || undefined;
  const catalog = useCatalog();
  const requests = useRequests({ q });
  const resources = useResources({ q });
  const actions = useActions(onHelp);
  const entries = useMemo(
    () => groupOffers(catalog.data?.entries ?? []).map(({ entry }) => entry),
    [catalog.data],
  );
  const search = useMemo(() => createOfferSearch(entries), [entries]);
  const offers = search.find(query).map(({ entry }) => entry);
  const groups: PaletteGroup[] = [
    { label: messages.actions, items: actions },
    {
      label: messages.offers,
      items: offerItems(offers, entries).map((item) => ({ ...item, icon: LayoutGrid })),
      isFound: true,
    },
    {
      label: messages.requests,
      items: requestItems(requests.data?.requests ?? []),
      total: requests.data?.total,
    },
    {
      label: messages.resources,
      items: resourceItems(resources.data?.resources ?? []),
      total: resources.data?.total,
    },
  ];
  const unread = [
    ...(catalog.error ? [messages.unreadOffers] : []),
    ...(requests.error ? [messages.unreadRequests] : []),
    ...(resources.error ? [messages.unreadResources] : []),
    ...(resources.data?.errors ?? []).map(({ cluster }) => messages.unreadCluster(cluster)),
  ];
  const isReading = (result: { isPending: boolean; isPlaceholderData: boolean }) =>
    result.isPending || result.isPlaceholderData;
  return { groups, unread, reading: [catalog, requests, resources].some(isReading) };
}

const themeIcons = { light: Sun, dark: Moon, system: Monitor };

function useActions(onHelp: () => void): PaletteItem[] {
  const { setTheme, theme } = useTheme();
  const destinations = useDestinations();
  const places = destinations.map(({ label, href, key }) => ({
    id: href,
    title: messages.goTo(label),
    hint: `g ${key}`,
    href,
    icon: ArrowRight,
  }));
  const otherThemes = themes.flatMap(({ value, label }) =>
    value === theme
      ? []
      : {
          id: `theme ${value}`,
          title: messages.theme(label),
          hint: "",
          icon: themeIcons[value],
          run: () => setTheme(value),
        },
  );
  return [
    ...places,
    { id: "settings", title: messages.settings, hint: "", href: "/settings", icon: Settings },
    { id: "help", title: messages.shortcuts, hint: "?", run: onHelp, icon: Keyboard },
    { id: "sign-out", title: messages.signOut, hint: "", run: () => void signOut(), icon: LogOut },
    ...otherThemes,
  ];
}
