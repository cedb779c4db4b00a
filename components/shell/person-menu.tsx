"use client";

import { LogOut, Settings } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import type { ReactNode } from "react";
import { useMe } from "#components/data/queries";
import { shellMessages } from "#components/shell/messages/frame";
import { cn } from "#components/ui/cn";
import { DropdownMenu, MenuChoice, MenuItem, MenuSeparator } from "#components/ui/dropdown-menu";

const { menu: messages } = shellMessages;

export const themes = [
  { value: "light", label: messages.themes.light },
  { value: "dark", label: messages.themes.dark },
  { value: "system", label: messages.themes.system },
] as const;

/** Ends the session and shows the sign-in page. The library comes only when it is needed. */
export async function signOut(): Promise<void> {
  const { signOut: end } = await import("next-auth/react");
  await end({ callbackUrl: "/sign-in" });
}

/** First letters of the first and last word: "Ana Lima" is "AL". */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return ends.map((word) => word?.[0]?.toUpperCase() ?? "").join("");
}

export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "inline-flex size-6 shrink-0 items-center justify-center rounded-full border bg-muted font-medium text-foreground text-xs",
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}

/** The signed-in person, the theme, settings and sign-out; `extra` comes first. */
export function PersonMenu({ trigger, extra }: { trigger: ReactNode; extra?: ReactNode }) {
  const { theme, setTheme } = useTheme();
  const { data: me } = useMe();
  return (
    <DropdownMenu trigger={trigger} align="start" side="top">
      <div className="px-2 py-1.5">
        <p className="truncate font-medium text-sm">{me?.name}</p>
        <p className="truncate text-muted-foreground text-xs">{me?.email || me?.user}</p>
      </div>
      <MenuSeparator />
      {extra}
      <MenuChoice label={messages.theme} value={theme ?? "system"} options={themes} onChange={setTheme} />
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/settings">
          <Settings aria-hidden />
          {messages.settings}
        </Link>
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden />
        {messages.signOut}
      </MenuItem>
    </DropdownMenu>
  );
}
