"use client";

import { useQueryState } from "nuqs";
import { useId } from "react";
import { formMessages } from "#components/request-form/messages";
import { Select } from "#components/ui/select";
import type { CatalogEntryDetail, CatalogVersion } from "#lib/catalog/types";

const { version: messages } = formMessages;

/** The chosen version of the API, in the address: `?version=v1beta1`; null for the default version of the offer. */
export function useVersion() {
  return useQueryState("version", { history: "replace" });
}

/** A choice among the served versions, where there are several. Another version keeps the values. */
export function VersionField({ entry }: { entry: CatalogEntryDetail }) {
  const id = useId();
  const [, setVersion] = useVersion();
  const served = entry.versions.filter((version) => version.served);
  const chosen = served.find(({ name }) => name === entry.version);
  if (served.length < 2) return null;
  return (
    <div>
      <div className="flex min-h-7 items-center">
        <label id={`${id}-label`} htmlFor={id} className="font-medium">
          {messages.label}
        </label>
      </div>
      <div className="mt-1">
        <Select
          id={id}
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-hint`}
          value={entry.version}
          options={served.map((version) => ({ value: version.name, label: labelVersion(version) }))}
          onChange={(name) => void setVersion(name)}
        />
      </div>
      <p id={`${id}-hint`} className="mt-1 min-h-4 text-muted-foreground text-xs">
        {chosen?.deprecated ? (chosen.deprecationWarning ?? messages.deprecated) : messages.hint}
      </p>
    </div>
  );
}

function labelVersion({ name, storage, deprecated }: CatalogVersion): string {
  if (deprecated) return messages.deprecatedName(name);
  return storage ? messages.defaultName(name) : name;
}
