import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The tokens of CodeView: the same text looks the same where it can be edited. */
export const colours = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName), tags.punctuation, tags.separator],
    color: "var(--muted-foreground)",
  },
  { tag: [tags.number, tags.bool, tags.null], fontWeight: "500" },
  { tag: [tags.comment, tags.lineComment], color: "var(--muted-foreground)", fontStyle: "italic" },
]);

const wave = (colour: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(--${colour})`,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "3px",
});

/** A shape per severity, so that colour is not the only sign: an octagon for errors, a triangle for warnings. */
const marker = (colour: string, shape: string) => ({
  content: '""',
  display: "block",
  width: "0.625rem",
  height: "0.625rem",
  margin: "0.3125rem auto 0",
  backgroundColor: `var(--${colour})`,
  clipPath: shape,
});

export const theme = EditorView.theme({
  "&": { fontSize: "0.8125rem", color: "var(--foreground)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": {
    fontFamily: "var(--font-mono)",
    lineHeight: "1.25rem",
    padding: "0.5rem 0",
    caretColor: "var(--foreground)",
  },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--muted-foreground)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--foreground)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in oklab, var(--primary) 25%, transparent)",
  },
  ".cm-lintRange-error": wave("fail"),
  ".cm-lintRange-warning": wave("warn"),
  ".cm-lintRange-active": { backgroundColor: "color-mix(in oklab, var(--fail) 12%, transparent)" },
  ".cm-gutter-lint": { width: "1rem" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { content: "none", width: "100%", height: "100%" },
  ".cm-lint-marker-error::before": marker(
    "fail",
    "polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%)",
  ),
  ".cm-lint-marker-warning::before": marker("warn", "polygon(50% 0, 100% 100%, 0 100%)"),
  ".cm-tooltip": {
    zIndex: "50",
    border: "1px solid var(--border)",
    borderRadius: "0.375rem",
    backgroundColor: "var(--popover)",
    color: "var(--popover-foreground)",
    boxShadow: "var(--shadow-overlay)",
    fontFamily: "var(--font-sans)",
    fontSize: "0.8125rem",
    lineHeight: "1.25rem",
    maxWidth: "min(28rem, 90vw)",
  },
  ".cm-diagnostic": { padding: "0.375rem 0.75rem", border: "none", overflowWrap: "anywhere" },
  ".cm-field-note": {
    padding: "0.5rem 0.75rem",
    maxHeight: "16rem",
    overflowY: "auto",
    overflowWrap: "anywhere",
  },
  ".cm-field-note strong": { fontWeight: "500" },
  ".cm-field-note div": { color: "var(--muted-foreground)" },
  ".cm-field-note p": { marginTop: "0.25rem", whiteSpace: "pre-wrap" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-mono)",
    maxHeight: "16rem",
    padding: "0.25rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.125rem 0.5rem", borderRadius: "0.25rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "color-mix(in oklab, var(--primary) 16%, var(--popover))",
    color: "var(--popover-foreground)",
    outline: "1px solid var(--primary)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": {
    marginLeft: "1rem",
    fontFamily: "var(--font-sans)",
    fontStyle: "normal",
    color: "var(--muted-foreground)",
  },
  ".cm-tooltip.cm-completionInfo": { padding: "0.5rem 0.75rem" },
});
