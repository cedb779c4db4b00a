import type { FormStore } from "#components/request-form/state/form-store";
import { drawRow } from "#components/request-form/state/row-place";
import type { FormLayout, LayoutGroup } from "#lib/form/layout/layout";
import type { LayoutField } from "#lib/form/layout/layout-entry";
import { formatPointer, isWithin, parsePointer } from "#lib/schema/pointer";

const CONTROL =
  ":is(input, textarea, button, select, .cm-content, [tabindex]):not([tabindex='-1'], [aria-disabled])";

const FRAMES = 30;

/** Unfolds the groups around the field at `pointer`, scrolls to the field and focuses it. */
export function focusField(store: FormStore, layout: FormLayout, pointer: string): void {
  const hidden = [...groupsOf(layout.groups, pointer), ...ancestorsOf(pointer)];
  store.toggle(hidden, true);
  focusWhenDrawn(pointer, FRAMES);
}

// Coming back from another step, the field needs some frames to be drawn.
function focusWhenDrawn(pointer: string, frames: number): void {
  requestAnimationFrame(() => {
    const field = drawField(pointer);
    // Where all is unfolded, its group may be drawn soon.
    if (field?.querySelector("[data-undrawn]")) return focusWhenDrawn(pointer, frames);
    if (!field && frames > 0) return focusWhenDrawn(pointer, frames - 1);
    // In a list or map with an error, the row with the error.
    const isWhole = field?.dataset.field === pointer;
    const invalid = isWhole ? field.querySelector<HTMLElement>("[data-item] [aria-invalid='true']") : null;
    const control = invalid ?? (field && findControl(field));
    (invalid ?? field)?.scrollIntoView({ block: "center" });
    control?.focus({ preventScroll: true });
  });
}

/** False where the YAML replaces the fields, on all but wide screens. */
export function isFormInView(): boolean {
  return document.querySelector<HTMLElement>("[data-essentials]")?.offsetParent instanceof HTMLElement;
}

/** The control of a field or row, not the buttons around it; a group's own header where it has none. */
export function findControl(field: HTMLElement): HTMLElement | null {
  const frame = field.querySelector("[data-control]") ?? field;
  const control = frame.querySelector<HTMLElement>(CONTROL);
  const isRadio = control instanceof HTMLInputElement && control.type === "radio";
  // Of radios, the chosen one is where the Tab key leads.
  return (isRadio ? frame.querySelector<HTMLElement>("input:checked") : undefined) ?? control;
}

/** Keys of the groups on the way to the field. */
function groupsOf(groups: readonly LayoutGroup[], pointer: string): string[] {
  return groups.flatMap((group) => {
    const inner = groupsOf(group.groups, pointer);
    const holds = group.fields.some(
      (field) => isWithin(pointer, field.pointer) && field.field.kind !== "rest",
    );
    const isRest = group.fields.some(
      (field) => field.field.kind === "rest" && pointer === `${field.pointer}/*`,
    );
    const isChoice = group.fields.some(({ choice }) => choice?.key.startsWith(`${pointer}#`));
    return inner.length > 0 || holds || isRest || isChoice ? [group.key, ...inner] : [];
  });
}

function ancestorsOf(pointer: string): string[] {
  const tokens = parsePointer(pointer);
  return tokens.map((_, index) => formatPointer(tokens.slice(0, index + 1)));
}

/** Finds a field, after the rows around it were drawn: of a long list, most are not in the document. */
function drawField(pointer: string): HTMLElement | undefined {
  const tokens = parsePointer(pointer);
  // From the outermost: a list inside a row is there once that row is.
  for (const [index, place] of ancestorsOf(pointer).entries()) {
    const rows = findPlace("rows", place);
    if (rows) drawRow(rows, { token: tokens[index + 1] });
  }
  return findField(pointer);
}

/** The field itself, else the nearest field or group around it. */
function findField(pointer: string): HTMLElement | undefined {
  for (const place of [...ancestorsOf(pointer)].reverse()) {
    const found = findPlace("field", place) ?? findPlace("fold", place);
    if (found) return found;
  }
  return undefined;
}

/** The element of a field, of a fold or of long rows; compared as text, for names may hold anything. */
export function findPlace(kind: "field" | "fold" | "rows", place: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(`[data-${kind}]`)].find(
    (element) => element.dataset[kind] === place,
  );
}

/** Errors in the order of their fields in the form. */
export function orderErrors<T extends { path: string }>(layout: FormLayout, errors: readonly T[]): T[] {
  const fields = [...layout.essentials, ...fieldsOf(layout.groups)];
  const rank = (path: string) => {
    const place = PLACE_FIELDS.indexOf(path);
    const index = fields.findIndex((field) => isAbout(path, field));
    if (place >= 0) return place;
    return PLACE_FIELDS.length + (index < 0 ? fields.length : index);
  };
  return [...errors].sort((a, b) => rank(a.path) - rank(b.path));
}

const PLACE_FIELDS = ["/metadata/name", "/metadata/namespace"];

/** True for an error of the field; the error of a choice between fields has the path of their object. */
function isAbout(path: string, { pointer, choice }: LayoutField): boolean {
  return choice ? choice.key.startsWith(`${path}#`) : isWithin(path, pointer);
}

function fieldsOf(groups: readonly LayoutGroup[]): LayoutField[] {
  return groups.flatMap((group) => [...group.fields, ...fieldsOf(group.groups)]);
}
