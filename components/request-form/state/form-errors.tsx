/** The errors in a person's entries, and when the form shows them. */
import { formMessages } from "#components/request-form/messages";
import type { ChangeBase } from "#components/request-form/state/change-base";
import { listConfirmed } from "#components/request-form/state/confirmed-secrets";
import {
  type FormInput,
  type FormState,
  MANIFEST,
  NAME,
  NAMESPACE,
} from "#components/request-form/state/form-state";
import type { FieldError } from "#lib/errors";
import { checkName } from "#lib/form/fields/object-name";
import { checkComments, checkSecrets } from "#lib/form/values/secrets-check";
import { validateValues } from "#lib/form/values/validate";
import { completeValues } from "#lib/form/values/values";
import { isWithin } from "#lib/schema/pointer";

const CHECKED = [
  "form",
  "name",
  "namespace",
  "values",
  "takenNames",
  "raw",
  "confirmed",
  "judge",
  "refused",
  "namespaced",
  "base",
] as const;

/** True where a change can change the errors. */
export function needsCheck(before: FormState, after: FormState): boolean {
  const isText = before.document.isOwn !== false || after.document.isOwn !== false;
  const isOtherText = isText && before.document.content !== after.document.content;
  return isOtherText || CHECKED.some((key) => before[key] !== after[key]);
}

type Checked = Omit<FormState, "errors">;

/** All errors of a form, one per field. */
export function findErrors(state: Checked): FieldError[] {
  const raw = [...state.raw]
    .filter(([, { message }]) => message !== "")
    .map(([path, { message }]): FieldError => ({ path, message, source: "portal" }));
  const found = [
    ...checkPlace(state),
    ...raw,
    ...findSecretErrors(state),
    ...validateValues(state.form, completeValues(state.form, state.values)),
    ...(state.judge?.(state) ?? []),
    ...state.refused,
  ];
  return found.filter((error, index) => found.findIndex((other) => other.path === error.path) === index);
}

function findSecretErrors(state: Checked): FieldError[] {
  const { form, values, document } = state;
  const confirmedPaths = new Set(listConfirmed(state).map(({ path }) => path));
  // Comments are sent with the text.
  const comments = document.isOwn === false ? [] : checkComments(document.content);
  return [
    ...checkSecrets(form, values, confirmedPaths),
    ...comments
      .map((error) => ({ ...error, path: error.path || MANIFEST }))
      .filter(({ path }) => !confirmedPaths.has(path)),
  ];
}

const { place: messages } = formMessages;

function checkPlace({ name, namespace, namespaced, takenNames, form, base }: Checked): FieldError[] {
  if (base) return checkFixed({ name, namespace }, base);
  const use = takenNames.get(name);
  const taken = use && messages[use](name, namespace);
  const wrongName = checkName(name, form) ?? taken;
  return [
    ...(namespaced && namespace === "" ? [portalError(NAMESPACE, messages.namespaceRequired)] : []),
    ...(!namespaced && namespace !== "" ? [portalError(NAMESPACE, messages.clusterScope)] : []),
    ...(wrongName ? [portalError(NAME, wrongName)] : []),
  ];
}

/** A change keeps name and namespace: with others it would be about another object. */
function checkFixed(given: Pick<FormInput, "name" | "namespace">, base: ChangeBase): FieldError[] {
  const fixed = [
    [NAME, "name", messages.fixedName],
    [NAMESPACE, "namespace", messages.fixedNamespace],
  ] as const;
  return fixed
    .filter(([, field]) => given[field] !== base[field])
    .map(([path, field, format]) => portalError(path, format(base[field])));
}

function portalError(path: string, message: string): FieldError {
  return { path, message, source: "portal" };
}

/** The errors that are shown: of fields that were left, of those the server refused, of all once Review was tried. */
export function shownErrors(state: FormState): readonly FieldError[] {
  const known = shown.get(state) ?? findShown(state);
  shown.set(state, known);
  return known;
}

// Every field reads this at each change: one list per state, computed once.
const shown = new WeakMap<FormState, readonly FieldError[]>();

function findShown(state: FormState): readonly FieldError[] {
  if (state.attempted) return state.errors;
  return state.errors.filter(
    (error) =>
      state.touched.has(error.path) ||
      state.raw.has(error.path) ||
      state.refused.includes(error) ||
      // The error of a rule over several fields has the path of the object around them.
      (error.source === "cel" && [...state.touched].some((path) => isWithin(path, error.path))) ||
      // A secret shows at once, before a draft or a request could hold it.
      error.source === "secret",
  );
}
