/** What a compose function gets and gives. */
import type { z } from "zod";
import type { Manifest } from "#demo/platform/cluster";
import { type Output, RequestRefusal } from "#demo/platform/pipeline-io";

/** The parts that exist, by the names the composition gave them. */
export type Observed = Readonly<Record<string, Manifest>>;

export interface Composed {
  /** Name within the composition to object. A name stays with its object: under another one it would be made anew. */
  parts: Record<string, Output>;
  /** Fields for the composite resource's status. */
  status: Record<string, unknown>;
}

/** From a composite resource to its parts. Throws RequestRefusal, in the requester's words, for what cannot be made. */
export type Compose = (composite: unknown, observed: Observed) => Composed;

/** A compose function for composite resources that fit `schema`; refuses others. */
export function composeFrom<T>(
  schema: z.ZodType<T>,
  compose: (composite: T, observed: Observed) => Composed,
): Compose {
  return (composite, observed) => {
    const parsed = schema.safeParse(composite);
    if (parsed.success) return compose(parsed.data, observed);
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new RequestRefusal(problems.join("; "));
  };
}
