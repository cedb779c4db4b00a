"use client";

import { useId } from "react";
import { reviewMessages } from "#components/request-form/review/messages";
import { Card } from "#components/ui/card";
import { Select } from "#components/ui/select";
import { BreakableText } from "#components/ui/text/breakable-text";
import type { Preview } from "#lib/request/types";

const { target: messages } = reviewMessages;

interface PullRequestTargetProps {
  preview: Preview;
  onChoose: (repository: string) => void;
}

/** Where the pull request goes: repository and target branch. With several repositories, the person chooses one. */
export function PullRequestTarget({ preview, onChoose }: PullRequestTargetProps) {
  const label = useId();
  const { repository, repositories } = preview;
  return (
    <Card aria-label={messages.title}>
      <dl className="grid gap-x-8 gap-y-1 px-4 py-3 sm:grid-cols-[auto_1fr] sm:gap-y-3">
        <dt id={label} className="self-center text-muted-foreground">
          {messages.repository}
        </dt>
        <dd className="min-w-0 max-sm:mb-2">
          {repositories.length > 1 ? (
            <Select
              aria-labelledby={label}
              className="sm:w-80"
              value={repository.name}
              options={repositories.map((name) => ({ value: name, label: name }))}
              onChange={onChoose}
            />
          ) : (
            <RepositoryName {...repository} />
          )}
        </dd>
        <dt className="text-muted-foreground">{messages.branch}</dt>
        <dd className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">{repository.branch}</dd>
      </dl>
    </Card>
  );
}

/** With a link to its host; the embedded repository has no page. */
function RepositoryName({ name, url }: Preview["repository"]) {
  if (!/^https?:/.test(url)) return <BreakableText text={name} />;
  return (
    <a href={url.replace(/\.git$/, "")} rel="noreferrer" target="_blank" className="underline">
      <BreakableText text={name} />
    </a>
  );
}
