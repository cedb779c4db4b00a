"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";
import { useConnection } from "#components/data/live";
import { useStatus } from "#components/data/queries";
import { useSignInNeeded } from "#components/data/sign-in-state";
import { useDestinations } from "#components/shell/destinations";
import { shellMessages } from "#components/shell/messages/frame";
import { BottomBar, Navigation } from "#components/shell/navigation";
import { describeOutage } from "#components/shell/outage";
import { ReadyToasts } from "#components/shell/ready-toasts";
import { useShortcuts } from "#components/shell/shortcuts";
import { useInBrowser } from "#components/ui/in-browser";
import { OutageContext } from "#components/ui/page/page-header";

const CommandPalette = dynamic(() => import("#components/shell/palette/command-palette"), { ssr: false });
const ShortcutsDialog = dynamic(() => import("#components/shell/shortcuts-dialog"), { ssr: false });
const SessionExpired = dynamic(() => import("#components/shell/session-expired"), { ssr: false });

/** The frame around every page: navigation, shortcuts and overlays, which load when they are needed. */
export function Shell({ children }: { children: ReactNode }) {
  const [overlay, setOverlay] = useState<"palette" | "help">();
  const signInNeeded = useSignInNeeded();
  const outage = useOutage();
  const [actions] = useState(() => ({
    openPalette: () => setOverlay("palette"),
    openHelp: () => setOverlay("help"),
  }));
  useShortcuts(actions, useDestinations());
  return (
    <OutageContext value={outage}>
      <a
        href="#page"
        className="fixed start-2 top-2 z-50 rounded-md bg-popover px-4 py-2 font-medium shadow-overlay not-focus:sr-only"
      >
        {shellMessages.navigation.skip}
      </a>
      <Navigation onSearch={actions.openPalette} />
      <main id="page" tabIndex={-1} className="min-h-dvh pb-bottom-bar outline-none md:ps-14 xl:ps-58">
        {children}
      </main>
      <BottomBar onSearch={actions.openPalette} />
      <ReadyToasts />
      {signInNeeded ? (
        <SessionExpired />
      ) : (
        <>
          {overlay === "palette" && (
            <CommandPalette onClose={() => setOverlay(undefined)} onHelp={actions.openHelp} />
          )}
          {overlay === "help" && <ShortcutsDialog onClose={() => setOverlay(undefined)} />}
        </>
      )}
    </OutageContext>
  );
}

/** The outage for the header, with the time of the last data. */
function useOutage(): string | undefined {
  const connection = useConnection();
  const { data, dataUpdatedAt } = useStatus();
  const inBrowser = useInBrowser();
  const [lastUpdated, setLastUpdated] = useState<string>();
  useEffect(() => {
    // The data are current until the connection leaves "live"; a page that never was live has the data it came with.
    if (connection === "live") return () => setLastUpdated(new Date().toISOString());
  }, [connection]);
  const known = lastUpdated ?? (dataUpdatedAt ? new Date(dataUpdatedAt).toISOString() : undefined);
  // The text names a time of day, and only the browser knows the time zone.
  if (!inBrowser) return undefined;
  return describeOutage({ connection, lastUpdated: known, status: data });
}
