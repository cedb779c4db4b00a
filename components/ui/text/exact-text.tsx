import { splitInvisible } from "#lib/manifest/invisible-characters";

/** A text with its spaces and line breaks; invisible characters show as text. */
export function ExactText({ text }: { text: string }) {
  return (
    <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {splitInvisible(text).map((piece, index) =>
        piece.isEscape ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have a fixed order
          <span key={index} className="rounded-sm bg-muted px-0.5 font-mono text-muted-foreground">
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </span>
  );
}
