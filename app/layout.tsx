import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { PictureHosts } from "#components/catalog/picture-hosts";
import { pageMessages } from "#components/shell/messages/pages";
import { uiMessages } from "#components/ui/messages";
import { LookProvider } from "#components/ui/page/look";
import { Nonce } from "#components/ui/page/nonce";
import { Toaster } from "#components/ui/state/toast";
import { TooltipProvider } from "#components/ui/tooltip";
import { getImageHosts, getLook } from "#lib/server/session/session";
import "./globals.css";

export function generateMetadata(): Metadata {
  const { name = uiMessages.product, logo = "/icon.svg" } = getLook();
  return {
    title: { default: name, template: uiMessages.page.title("%s", name) },
    icons: logo,
    description: pageMessages.description,
  };
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f9fafb" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1014" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const density = (await cookies()).get("vitrine-density")?.value === "compact" ? "compact" : "comfortable";
  const { name = uiMessages.product, logo, hue } = getLook();
  return (
    <html lang="en" data-density={density} suppressHydrationWarning>
      <body>
        {hue !== undefined && <style nonce={nonce}>{`:root{--primary-hue:${hue}}`}</style>}
        <Nonce value={nonce} />
        <ThemeProvider
          nonce={nonce}
          attribute="class"
          defaultTheme="system"
          enableSystem
          disableTransitionOnChange
        >
          <NuqsAdapter>
            <TooltipProvider>
              <LookProvider look={{ name, logo }}>
                <PictureHosts hosts={getImageHosts()}>{children}</PictureHosts>
                <Toaster />
              </LookProvider>
            </TooltipProvider>
          </NuqsAdapter>
        </ThemeProvider>
      </body>
    </html>
  );
}
