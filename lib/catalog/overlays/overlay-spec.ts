/**
 * The spec of an OfferOverlay, parsed at the boundary. The CRD in deploy/chart/templates/crds states the same rules
 * for the API server; a test compares both.
 */
import { z } from "zod";

/** A text with a length in characters, as the API server counts them. */
const text = (longest: number, shortest = 1) =>
  z.string().refine((value) => {
    const length = [...value].length;
    return length >= shortest && length <= longest;
  }, `The text must have ${shortest} to ${longest} characters.`);

const address = text(2_000).regex(/^https?:\/\//, "The address must start with http:// or https://.");
const fieldPath = text(500);
/** Any value but null, which the API server counts as missing. */
const value = z.unknown().refine((given) => given !== undefined && given !== null, "The value is missing.");

const setValues = z
  .array(z.object({ field: fieldPath, value }))
  .max(100)
  .refine(hasEachFieldOnce, "A field is named twice.");

const choices = z
  .array(z.object({ field: fieldPath, values: z.array(value).min(1).max(100) }))
  .max(100)
  .refine(hasEachFieldOnce, "A field is named twice.");

function hasEachFieldOnce(entries: readonly { field: string }[]): boolean {
  return new Set(entries.map(({ field }) => field)).size === entries.length;
}

const offer = z
  .object({
    kind: z.enum([
      "Promise",
      "CompositeResourceDefinition",
      "ResourceGraphDefinition",
      "CustomResourceDefinition",
    ]),
    name: text(253),
    part: z.literal("composite").optional(),
  })
  .refine(
    ({ kind, part }) => part === undefined || kind === "CompositeResourceDefinition",
    "Only a CompositeResourceDefinition has the part composite.",
  );

const versions = z
  .object({
    allowed: z.array(text(63)).min(1).max(30).optional(),
    preferred: text(63).optional(),
  })
  .refine(
    ({ allowed, preferred }) => !allowed || preferred === undefined || allowed.includes(preferred),
    "The preferred version must be an allowed version.",
  );

type Entries = readonly { field: string }[] | undefined;

function sharesNoField(some: Entries = [], others: Entries = []): boolean {
  return !some.some(({ field }) => others.some((other) => other.field === field));
}

export const overlaySpec = z
  .object({
    offer,
    separate: z.boolean().optional(),
    title: text(120).optional(),
    description: text(20_000, 0).optional(),
    icon: text(100_000).optional(),
    category: text(60).optional(),
    tags: z.array(text(60)).max(30).optional(),
    owner: text(120).optional(),
    lifecycle: text(60).optional(),
    featured: z.boolean().optional(),
    hidden: z.boolean().optional(),
    docs: address.optional(),
    links: z
      .array(z.object({ title: text(120), url: address }))
      .max(20)
      .optional(),
    audience: z
      .object({
        groups: z.array(text(253)).min(1).max(100).optional(),
        namespaces: z.array(text(63)).min(1).max(100).optional(),
      })
      .optional(),
    /** A layout document, which is parsed part by part later: one wrong part costs only itself. */
    form: z.record(z.string(), z.unknown()).optional(),
    defaults: setValues.optional(),
    locked: setValues.optional(),
    choices: choices.optional(),
    versions: versions.optional(),
    git: z
      .object({
        repository: text(253).optional(),
        path: text(500).optional(),
        reviewers: z.array(text(120)).min(1).max(20).optional(),
      })
      .optional(),
    examples: z
      .array(z.object({ title: text(120), manifest: text(50_000) }))
      .max(20)
      .optional(),
  })
  .refine(({ separate, title }) => !separate || title !== undefined, "A separate offer needs a title.")
  .refine(({ locked, defaults }) => sharesNoField(defaults, locked), "A locked field can't have a default.")
  .refine(({ locked, choices }) => sharesNoField(choices, locked), "A locked field can't have choices.");

export type OverlaySpec = z.infer<typeof overlaySpec>;
