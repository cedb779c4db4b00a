"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "#components/ui/button";
import { uiMessages } from "#components/ui/messages";

const { toast: messages } = uiMessages;

const SHOWN_FOR = 8000;

/** Good news from elsewhere. Errors are never toasts: they stand where they happened. */
export interface Toast {
  title: string;
  /** Where to see it. */
  href?: string;
}

let toasts: readonly (Toast & { id: number })[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: typeof toasts): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a toast for eight seconds, longer while it is pointed at or focused. */
export function showToast(toast: Toast): void {
  lastId += 1;
  set([...toasts.slice(-2), { ...toast, id: lastId }]);
}

function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Once per page. The live region must exist before the first toast, or screen readers would not read it. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => toasts,
  );
  return (
    <section
      aria-label={messages.label}
      aria-live="polite"
      // Above the bar of a form: its next step stays in reach.
      className="pointer-events-none fixed inset-x-4 bottom-[calc(var(--bottom-bar)+1rem)] [body:has([data-next-step])_&]:bottom-[calc(var(--bottom-bar)+5rem)] z-50 flex flex-col items-end gap-2"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast & { id: number } }) {
  const [held, setHeld] = useState(false);
  const { id } = toast;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(id), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [held, id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing only holds the toast
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex max-w-full animate-appear items-center gap-3 rounded-md bg-popover py-1.5 ps-4 pe-1.5 shadow-overlay"
    >
      <p className="[overflow-wrap:anywhere]">{toast.title}</p>
      {toast.href && (
        <Button asChild variant="link" size="inline">
          <Link href={toast.href} onClick={() => dismiss(id)}>
            {messages.show}
          </Link>
        </Button>
      )}
      <Button variant="ghost" size="icon-sm" aria-label={messages.dismiss} onClick={() => dismiss(id)}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
