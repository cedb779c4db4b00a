import "server-only";
import { notFound } from "next/navigation";
import { isPortalError } from "#lib/errors";
import { type AddressParams, addressOf } from "#lib/server/http/route";
import type { ObjectAddress } from "#lib/server/resources/objects";

/** The object that a page is about, by its address; "not found" where that names none. */
export function readPageAddress(params: AddressParams): ObjectAddress {
  try {
    return addressOf(params);
  } catch (error) {
    if (isPortalError(error)) notFound();
    throw error;
  }
}
