import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { PictureHosts } from "#components/catalog/picture-hosts";
import { pageMessages } from "#components/shell/messages/pages";
import { uiMessages } from "#components/ui/messages";
import { Nonce } from "#components/ui/page/nonce";
import { Toaster } from "#components/ui/state/toast";
import { TooltipProvider } from "#components/ui/tooltip";
import { getImageHosts } from "#lib/server/session/session";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: uiMessages.product, template: `%s · ${uiMessages.product}` },
  icons: "/icon.svg",
  description: pageMessages.description,
};

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
  return (
    <html lang="en" data-density={density} suppressHydrationWarning>
      <body>
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
              <PictureHosts hosts={getImageHosts()}>{children}</PictureHosts>
              <Toaster />
            </TooltipProvider>
          </NuqsAdapter>
        </ThemeProvider>
      </body>
    </html>
  );
}
