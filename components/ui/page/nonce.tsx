"use client";

import { setNonce } from "get-nonce";

/** Tells the libraries that write style elements the page's nonce. It must stand before them in the tree. */
export function Nonce({ value }: { value: string | undefined }) {
  if (value && typeof document !== "undefined") setNonce(value);
  return null;
}
