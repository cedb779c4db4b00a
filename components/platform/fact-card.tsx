import { Card, CardHeader } from "#components/ui/card";

export interface Fact {
  name: string;
  value: string;
}

/** Names with their values, a line each. */
export function FactCard({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <Card>
      <CardHeader title={title} />
      <dl className="divide-y border-t text-sm">
        {facts.map(({ name, value }) => (
          <div key={name} className="flex flex-wrap gap-x-4 gap-y-0.5 px-4 py-2.5">
            <dt className="w-64 text-muted-foreground">{name}</dt>
            <dd className="min-w-0 tabular-nums [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
