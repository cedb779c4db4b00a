import type { ReactNode } from "react";
import { DataProviders } from "#components/data/providers";
import { Shell } from "#components/shell/shell";

export default function PortalLayout({ children }: { children: ReactNode }) {
  return (
    <DataProviders>
      <Shell>{children}</Shell>
    </DataProviders>
  );
}
