import { TriangleAlert } from "lucide-react";
import { overlayMessages } from "#components/overlays/messages";
import { type Column, Table } from "#components/ui/table";
import type { CatalogEntryDetail } from "#lib/catalog/types";

const { curation: messages } = overlayMessages;

type Curation = NonNullable<CatalogEntryDetail["curation"]>;
type Source = Curation["sources"][number];

const NAMES: Readonly<Record<string, string>> = messages.values;

const columns: readonly [Column<Source>, ...Column<Source>[]] = [
  { key: "value", header: messages.value, cell: (source) => <Value {...source} /> },
  {
    key: "from",
    header: messages.from,
    narrow: "end",
    cell: ({ from }) => (
      <span className={from === "author" ? "text-muted-foreground" : "font-medium"}>{messages[from]}</span>
    ),
    width: "w-44",
  },
];

function Value({ value, fields = [] }: Source) {
  return (
    <>
      {NAMES[value] ?? value}
      {fields.length > 0 && (
        <span className="block font-mono text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {fields.join(", ")}
        </span>
      )}
    </>
  );
}

/** For the platform team: the overlay of an offer, its parts that have no effect, and the source of each value. */
export function CurationSection({ curation }: { curation: Curation }) {
  const { overlay, problems, sources } = curation;
  return (
    <section aria-labelledby="offer-curation">
      <h2 id="offer-curation" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-3 text-muted-foreground text-sm">{messages.about(overlay)}</p>
      {problems.length > 0 && (
        <div className="mb-4 text-sm text-warn">
          <p className="flex items-center gap-2">
            <TriangleAlert aria-hidden className="size-4 shrink-0" />
            {messages.problems}
          </p>
          <ul className="mt-1 list-disc ps-10 [overflow-wrap:anywhere]">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
      <div className="max-w-160">
        <Table label={messages.label} rows={sources} rowKey={({ value }) => value} columns={columns} />
      </div>
    </section>
  );
}
