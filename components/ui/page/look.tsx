"use client";

import { createContext, type ReactNode, useContext } from "react";
import { uiMessages } from "#components/ui/messages";

/** How the platform team names and marks its portal. */
export interface Look {
  name: string;
  /** The address of a picture. */
  logo?: string | undefined;
}

const Context = createContext<Look>({ name: uiMessages.product });

/** The name and the mark of the portal, for everything below. */
export function LookProvider({ look, children }: { look: Look; children: ReactNode }) {
  return <Context value={look}>{children}</Context>;
}

export function useLook(): Look {
  return useContext(Context);
}
