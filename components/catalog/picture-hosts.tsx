"use client";

import { createContext, type ReactNode, useContext } from "react";
import { isPictureAllowed } from "#lib/catalog/picture-address";

const Hosts = createContext<readonly string[]>([]);

/** The hosts that the page's content security policy allows pictures from. */
export function PictureHosts({ hosts, children }: { hosts: readonly string[]; children: ReactNode }) {
  return <Hosts value={hosts}>{children}</Hosts>;
}

/**
 * Whether a text is the address of a picture that the page may load: a `data:` URL, or HTTPS at a configured host.
 * Loading another one would fail, and write an error to the browser's console.
 */
export function usePictureAllowed(address: string): boolean {
  return isPictureAllowed(address, useContext(Hosts));
}
