"use client";

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { getNonce } from "get-nonce";
import { useEffect, useRef } from "react";
import { cn } from "#components/ui/cn";

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
}

// The tokens of CodeView: the same text looks the same where it can be edited.
const colours = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName), tags.punctuation, tags.separator],
    color: "var(--muted-foreground)",
  },
  { tag: [tags.number, tags.bool, tags.null], fontWeight: "500" },
  { tag: [tags.comment, tags.lineComment], color: "var(--muted-foreground)", fontStyle: "italic" },
]);

const theme = EditorView.theme({
  "&": { fontSize: "0.8125rem", color: "var(--foreground)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": {
    fontFamily: "var(--font-mono)",
    lineHeight: "1.25rem",
    padding: "0.5rem 0",
    caretColor: "var(--foreground)",
  },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted-foreground)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--foreground)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in oklab, var(--primary) 25%, transparent)",
  },
});

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
}: YamlEditorProps) {
  // The last line break would be an empty line with a number of its own.
  const value = text.replace(/\n$/, "");
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const attributes = useRef(new Compartment());
  const emit = useRef(onChange);
  useEffect(() => {
    emit.current = onChange;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; what changes is sent to it below
  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          EditorView.cspNonce.of(getNonce() ?? ""),
          history(),
          drawSelection(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          indentUnit.of("  "),
          yaml(),
          syntaxHighlighting(colours),
          theme,
          tall ? lineNumbers() : EditorView.lineWrapping,
          attributes.current.of([]),
          EditorView.updateListener.of((update) => {
            const outside = update.transactions.some((transaction) => transaction.annotation(FromOutside));
            if (update.docChanged && !outside) emit.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: FromOutside.of(true),
    });
  }, [value]);

  useEffect(() => {
    const content = {
      id,
      "aria-label": label,
      spellcheck: "false",
      ...(describedBy && { "aria-describedby": describedBy }),
      ...(invalid && { "aria-invalid": "true" }),
    };
    view.current?.dispatch({
      effects: attributes.current.reconfigure(EditorView.contentAttributes.of(content)),
    });
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
