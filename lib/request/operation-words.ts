import type { Operation } from "#lib/request/types";

/** What a list says before the offer's title: "New PostgreSQL". The search on the server looks at the same words. */
export const OPERATION_WORDS: Record<Operation, string> = {
  create: "New",
  update: "Change of",
  delete: "Removal of",
};
