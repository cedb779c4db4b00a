"use client";

import { setNonce } from "get-nonce";

/** Sets the page's nonce for the libraries that write style elements. Must come before them in the tree. */
export function Nonce({ value }: { value: string | undefined }) {
  if (value && typeof document !== "undefined") setNonce(value);
  return null;
}
