/** The portal's form on a page of its own, so that its mounting can be set beside that of rjsf's own. */
import "../../app/globals.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { NuqsAdapter } from "nuqs/adapters/react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "#components/data/providers";
import { RequestForm } from "#components/request-form/request-form";
import { Button } from "#components/ui/button";
import { PageHeader } from "#components/ui/page/page-header";
import { TooltipProvider } from "#components/ui/tooltip";
import type { CatalogEntryDetail } from "#lib/catalog/types";

const nothing = () => undefined;
const router = {
  back: nothing,
  forward: nothing,
  refresh: nothing,
  push: nothing,
  replace: nothing,
  prefetch: nothing,
  bfcacheId: "",
};
const client = createQueryClient();

function Page({ children }: { children: ReactNode }) {
  return (
    <AppRouterContext.Provider value={router}>
      <NuqsAdapter>
        <QueryClientProvider client={client}>
          <TooltipProvider>
            <main>{children}</main>
          </TooltipProvider>
        </QueryClientProvider>
      </NuqsAdapter>
    </AppRouterContext.Provider>
  );
}

const element = document.getElementById("root");
if (!element) throw new Error("The page has no place for the form.");
const root = createRoot(element);
// As in the portal, the page is there before its form.
root.render(
  <Page>
    <PageHeader title="New request" breadcrumb={[{ label: "Catalog", href: "/catalog" }]} />
    <Button>Cancel</Button>
  </Page>,
);
const entry: CatalogEntryDetail = await (await fetch("/form.json")).json();
if (!entry.form) throw new Error("The offer has no form.");
performance.mark("form");
root.render(
  <Page>
    <RequestForm
      openedWith={entry.id}
      entry={entry}
      form={entry.form}
      person="ana"
      gone={false}
      onRestart={nothing}
    />
  </Page>,
);
