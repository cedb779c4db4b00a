import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip } from "@codemirror/view";
import { describeAt, type FieldNote, type Suggestion, suggest } from "#lib/form/manifest/completion";
import type { FormField } from "#lib/form/tree/field";

/** Completion and hover from the schema. Enter takes what is chosen; Tab still leaves the editor. */
export function assistTools(getForm: () => FormField | undefined): Extension {
  return [
    autocompletion({
      override: [(context) => complete(getForm(), context)],
      icons: false,
      aboveCursor: false,
    }),
    hoverTooltip((view, position) => {
      const form = getForm();
      const note = form && describeAt(form, view.state.doc.toString(), position);
      return note ? { pos: note.from, end: note.to, create: () => ({ dom: drawNote(note) }) } : null;
    }),
  ];
}

function complete(form: FormField | undefined, context: CompletionContext): CompletionResult | null {
  const found = form && suggest(form, context.state.doc.toString(), context.pos);
  if (!found) return null;
  // While typing only a word begun opens the list: an empty line is not a question.
  if (!context.explicit && found.from === context.pos && !isAfterColon(context)) return null;
  return {
    from: found.from,
    to: found.to,
    options: found.options.map((option, index) => toCompletion(option, -index)),
    validFor: /^[\w./-]*$/,
  };
}

function isAfterColon({ state, pos }: CompletionContext): boolean {
  return /(:|-) $/.test(state.doc.lineAt(pos).text.slice(0, pos - state.doc.lineAt(pos).from));
}

function toCompletion(
  { label, insert, detail, help, opensSuggestions }: Suggestion,
  boost: number,
): Completion {
  return {
    label,
    detail,
    boost: Math.max(boost, -99),
    ...(help && { info: help }),
    apply(view, _completion, from, to) {
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + insert.length },
        userEvent: "input.complete",
      });
      if (opensSuggestions) requestAnimationFrame(() => startIfAttached(view));
    },
  };
}

function startIfAttached(view: EditorView): void {
  if (view.dom.isConnected) startCompletion(view);
}

function drawNote({ title, facts, help }: FieldNote): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-field-note";
  for (const [tag, text] of [
    ["strong", title],
    ["div", facts],
    ["p", help],
  ] as const) {
    if (text === "") continue;
    const part = document.createElement(tag);
    part.textContent = text;
    dom.append(part);
  }
  return dom;
}
