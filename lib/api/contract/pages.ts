/** Pages of a list: what every list of the API takes and answers. */
import { z } from "zod";

/** Entries of a page where the query names no number. */
export const PAGE_LIMIT = 50;
const MOST = 200;

export const pageLimit = z.coerce
  .number()
  .int()
  .min(1)
  .max(MOST)
  .default(PAGE_LIMIT)
  .meta({ description: `Entries of a page, 1 to ${MOST}.` });

export const searchText = z
  .string()
  .max(200)
  .optional()
  .meta({ description: "Words that the entry contains, each anywhere in what a row shows." });

export const nextCursor = z
  .string()
  .optional()
  .meta({ description: "The cursor of the next page; absent on the last page." });
