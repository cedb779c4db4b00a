"use client";

import { useQueryState } from "nuqs";
import { ChoiceField } from "#components/request-form/layout/choice-field";
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
  const [, setVersion] = useVersion();
  const served = entry.versions.filter((version) => version.served);
  const chosen = served.find(({ name }) => name === entry.version);
  if (served.length < 2) return null;
  const hint = chosen?.deprecated ? (chosen.deprecationWarning ?? messages.deprecated) : messages.hint;
  return (
    <ChoiceField label={messages.label} hint={hint}>
      {(control) => (
        <Select
          {...control}
          value={entry.version}
          options={served.map((version) => ({ value: version.name, label: labelVersion(version) }))}
          onChange={(name) => void setVersion(name)}
        />
      )}
    </ChoiceField>
  );
}

function labelVersion({ name, storage, deprecated }: CatalogVersion): string {
  if (deprecated) return messages.deprecatedName(name);
  return storage ? messages.defaultName(name) : name;
}
