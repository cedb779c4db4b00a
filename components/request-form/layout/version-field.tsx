"use client";

import { useQueryState } from "nuqs";
import { useId } from "react";
import { Select } from "#components/ui/select";
import type { CatalogEntryDetail, CatalogVersion } from "#lib/catalog/types";

/** The version of the API that is asked for, in the address: `?version=v1beta1`; null is the offer's own. */
export function useVersion() {
  return useQueryState("version", { history: "replace" });
}

/** A choice among the versions that are served, where there are several. What is entered is kept. */
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
          Version
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
        {chosen?.deprecated
          ? (chosen.deprecationWarning ?? "This version is deprecated. Choose a newer one.")
          : "Each version has a form of its own; what you entered is kept."}
      </p>
    </div>
  );
}

function labelVersion({ name, storage, deprecated }: CatalogVersion): string {
  if (deprecated) return `${name} (deprecated)`;
  return storage ? `${name} (default)` : name;
}
