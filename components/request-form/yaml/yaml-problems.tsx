import {
  forEachDiagnostic,
  lintGutter,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
} from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { formMessages } from "#components/request-form/messages";

/** A problem in a range of the text. */
export interface Problem {
  from: number;
  to: number;
  message: string;
  severity: "error" | "warning";
}

/**
 * Marks in the text and beside it, with their message where the pointer is; F8 and Shift-F8 go from one to the next.
 * @param onVisit called with the message of the problem that a key went to
 */
export function problemTools(onVisit: (message: string) => void): Extension {
  const visit = (go: (view: EditorView) => boolean) => (view: EditorView) => {
    const moved = go(view);
    if (moved) onVisit(messageAt(view));
    return moved;
  };
  return [
    lintGutter(),
    keymap.of([
      { key: "F8", run: visit(nextDiagnostic) },
      { key: "Shift-F8", run: visit(previousDiagnostic) },
    ]),
  ];
}

function messageAt({ state }: EditorView): string {
  const { from, to } = state.selection.main;
  const messages: string[] = [];
  forEachDiagnostic(state, (diagnostic, start, end) => {
    if (start === from && end === to) messages.push(diagnostic.message);
  });
  return formMessages.manifest.problemAt(state.doc.lineAt(from).number, messages.join(" "));
}

/** Shows these problems in place of those before. */
export function showProblems(view: EditorView, problems: readonly Problem[]): void {
  const { length } = view.state.doc;
  const within = (offset: number) => Math.min(Math.max(0, offset), length);
  const diagnostics = problems.map((problem) => ({
    ...problem,
    from: within(problem.from),
    to: within(problem.to),
  }));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
