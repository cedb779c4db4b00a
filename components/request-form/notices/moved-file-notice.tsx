import { useState } from "react";
import { formMessages } from "#components/request-form/messages";
import { Notice } from "#components/request-form/notices/form-notice";
import { YamlDiff } from "#components/requests/yaml-diff";
import { Button } from "#components/ui/button";
import { formatUnifiedDiff } from "#lib/manifest/diff/unified-diff";

const { movedFile: messages } = formMessages;

interface MovedFileNoticeProps {
  path: string;
  /** The text of the file when the form started. */
  before: string;
  /** The text of the file now. */
  after: string;
  /** Moves the form to the new file. */
  onStart: () => void;
}

/** A notice that the file in Git changed after this form started: shows the diff, and moves the form to the new file. */
export default function MovedFileNotice({ path, before, after, onStart }: MovedFileNoticeProps) {
  const [comparing, setComparing] = useState(false);
  return (
    <>
      <Notice
        tone="warn"
        action={
          <>
            <Button size="sm" aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
              {messages.compare}
            </Button>
            <Button size="sm" onClick={onStart}>
              {messages.start}
            </Button>
          </>
        }
      >
        {messages.description}
      </Notice>
      {comparing && <YamlDiff diff={formatUnifiedDiff(path, before, after)} path={path} />}
    </>
  );
}
