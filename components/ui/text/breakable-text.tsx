import { Fragment } from "react";
import { showMarks } from "#lib/manifest/direction-marks";

/** A text whose paths and addresses go on in the next line after a slash, and break inside a word only where they must. */
export function BreakableText({ text }: { text: string }) {
  return showMarks(text)
    .split(/(?<=\/)(?=[^/\s])/)
    .map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have a fixed order
      <Fragment key={index}>
        {index > 0 && <wbr />}
        {part}
      </Fragment>
    ));
}
