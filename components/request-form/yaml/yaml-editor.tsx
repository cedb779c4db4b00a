"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { getNonce } from "get-nonce";
import { type RefObject, useEffect, useRef } from "react";
import { assistTools } from "#components/request-form/yaml/yaml-assist";
import { type Problem, problemTools, showProblems } from "#components/request-form/yaml/yaml-problems";
import { colours, theme } from "#components/request-form/yaml/yaml-theme";
import { cn } from "#components/ui/cn";
import type { FormField } from "#lib/form/tree/field";
import { DIRECTION_MARK, showMarks } from "#lib/manifest/direction-marks";

export interface YamlEditorProps {
  id: string;
  label: string;
  value: string;
  onChange: (text: string) => void;
  invalid?: boolean;
  describedBy?: string;
  /** The manifest: line numbers, and as high as its place. */
  tall?: boolean;
  className?: string;
  /** Marked in the text; F8 goes from one to the next. */
  problems?: readonly Problem[];
  /** Called with the message of the problem that F8 went to. */
  onVisit?: (message: string) => void;
  /** For completion and hover. */
  form?: FormField;
  /** Where to go, with the focus; the whole where it is 0 to the end. A new object goes there again. */
  target?: { from: number; to: number } | undefined;
  /** Returns true where it handled the paste. */
  onPaste?: (text: string) => boolean;
}

/** Shows direction marks as text, so that a text cannot look like another. */
const visibleMarks = highlightSpecialChars({
  addSpecialChars: DIRECTION_MARK,
  render(code, description, placeholder) {
    const mark = document.createElement("span");
    const written = showMarks(String.fromCodePoint(code));
    mark.textContent = written.length > 1 ? written : placeholder;
    mark.title = description ?? "";
    mark.className = "cm-specialChar";
    return mark;
  },
});

const NO_PROBLEMS: readonly Problem[] = [];

const FromOutside = Annotation.define<boolean>();

/** A YAML editor. Tab leaves it, as it leaves any field. */
export default function YamlEditor({
  id,
  label,
  value: text,
  onChange,
  invalid,
  describedBy,
  tall,
  className,
  problems = NO_PROBLEMS,
  onVisit,
  form,
  target,
  onPaste,
}: YamlEditorProps) {
  // The last line break would be an empty line with a number of its own.
  const value = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const attributes = useRef(new Compartment());
  const latest = useRef({ onChange, onVisit, onPaste, form });
  useEffect(() => {
    latest.current = { onChange, onVisit, onPaste, form };
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; what changes is sent to it below
  useEffect(() => {
    if (!host.current) return;
    const extensions = listExtensions(latest, attributes.current, tall);
    const state = EditorState.create({ doc: value, extensions });
    const editor = new EditorView({ parent: host.current, state });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    if (view.current) replaceText(view.current, value);
  }, [value]);

  useEffect(() => {
    if (view.current && tall) showProblems(view.current, problems);
  }, [problems, tall]);

  useEffect(() => {
    if (view.current && target) goTo(view.current, target);
  }, [target]);

  useEffect(() => {
    const content = describeContent({ id, label, describedBy, invalid });
    view.current?.dispatch({ effects: attributes.current.reconfigure(content) });
  }, [id, label, describedBy, invalid]);

  return (
    <div
      ref={host}
      className={cn(
        "overflow-hidden rounded-md border bg-card focus-within:outline-2 focus-within:outline-primary focus-within:outline-offset-2 [&_.cm-scroller]:overflow-auto",
        invalid ? "border-fail" : "border-input",
        tall ? "[&_.cm-editor]:h-full" : "[&_.cm-content]:min-h-16! [&_.cm-editor]:max-h-80",
        className,
      )}
    />
  );
}

/** The handlers of the last drawing. */
type Latest = RefObject<Pick<YamlEditorProps, "onChange" | "onVisit" | "onPaste" | "form">>;

/** The extensions of an editor; of two with the same key, the first one gets it. */
function listExtensions(latest: Latest, attributes: Compartment, tall = false): Extension {
  return [
    EditorView.cspNonce.of(getNonce() ?? ""),
    history(),
    drawSelection(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    tall ? problemTools((message) => latest.current.onVisit?.(message)) : [],
    tall ? assistTools(() => latest.current.form) : [],
    EditorView.domEventHandlers({ paste: (event, editor) => paste(event, editor, latest.current.onPaste) }),
    indentUnit.of("  "),
    yaml(),
    syntaxHighlighting(colours),
    visibleMarks,
    theme,
    tall ? lineNumbers() : EditorView.lineWrapping,
    attributes.of([]),
    EditorView.updateListener.of(({ docChanged, transactions, state }) => {
      const outside = transactions.some((transaction) => transaction.annotation(FromOutside));
      if (docChanged && !outside) latest.current.onChange(state.doc.toString());
    }),
  ];
}

function describeContent({
  id,
  label,
  describedBy,
  invalid,
}: Pick<YamlEditorProps, "id" | "label" | "describedBy" | "invalid">): Extension {
  return EditorView.contentAttributes.of({
    id,
    "aria-label": label,
    spellcheck: "false",
    ...(describedBy && { "aria-describedby": describedBy }),
    ...(invalid && { "aria-invalid": "true" }),
  });
}

function paste(event: ClipboardEvent, editor: EditorView, onPaste: YamlEditorProps["onPaste"]): boolean {
  const isTaken = onPaste?.(event.clipboardData?.getData("text/plain") ?? "");
  if (!isTaken) return false;
  event.preventDefault();
  editor.dispatch({ selection: { anchor: 0 }, scrollIntoView: true });
  return true;
}

function goTo(editor: EditorView, { from, to }: { from: number; to: number }): void {
  const end = editor.state.doc.length;
  const [anchor, head] = [Math.min(from, end), Math.min(to, end)];
  editor.dispatch({
    selection: { anchor, head },
    effects: EditorView.scrollIntoView(anchor, { y: "center" }),
  });
  editor.focus();
}

/** Replaces the part between the equal beginning and the equal end: cursor, scroll and undo stay where they are. */
function replaceText(editor: EditorView, after: string): void {
  const before = editor.state.doc.toString();
  if (before === after) return;
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end])
    end += 1;
  editor.dispatch({
    changes: { from: start, to: before.length - end, insert: after.slice(start, after.length - end) },
    annotations: FromOutside.of(true),
  });
}
