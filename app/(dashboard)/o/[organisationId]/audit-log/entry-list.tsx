import { Bot, Cog, KeyRound, type LucideIcon, Terminal, UserRound } from "lucide-react";
import { Moment } from "@/components/format/moment";
import type { AuditView } from "@/lib/audit/schema";

const ICONS: Record<AuditView["actor"]["kind"], LucideIcon> = {
  person: UserRound,
  connection: Bot,
  api_key: KeyRound,
  operator: Terminal,
  job: Cog,
};

const THROUGH: Record<AuditView["actor"]["kind"], string> = {
  person: "In the dashboard",
  connection: "Through an assistant",
  api_key: "With an API key",
  operator: "In the operator's terminal",
  job: "By itself",
};

/** Changes as sentences; each opens to its details. */
export function EntryList({ entries }: { entries: readonly AuditView[] }) {
  return (
    <ul>
      {entries.map((entry) => (
        <li key={entry.id} data-action={entry.action} className="border-b last:border-b-0">
          <Entry entry={entry} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ entry }: { entry: AuditView }) {
  const Icon = ICONS[entry.actor.kind];
  return (
    <details className="group/entry">
      <summary className="flex items-start gap-3 px-4 py-2.5 text-sm hover:bg-muted/60">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
        <span className="min-w-0 flex-1 break-words">
          <strong className="font-medium">{sentenceStart(entry.actor.name)}</strong> {entry.text}.
        </span>
        <span className="shrink-0 whitespace-nowrap text-muted-foreground text-xs leading-5">
          <Moment at={entry.at} />
        </span>
      </summary>
      <div className="grid gap-3 px-4 pt-1 pb-4 text-sm sm:pl-11">
        {entry.changes.length > 0 && (
          <dl className="grid gap-2 rounded-md border p-3">
            {entry.changes.map(({ name, before, after }) => (
              <div key={name} className="grid gap-0.5 sm:grid-cols-[12rem_1fr] sm:gap-4">
                <dt className="text-muted-foreground">{name}</dt>
                <dd className="min-w-0 break-words">
                  <del className="text-muted-foreground">{before}</del>{" "}
                  <span aria-hidden className="text-muted-foreground">
                    →
                  </span>{" "}
                  <ins className="no-underline">{after}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <dl className="grid gap-1">
          <Fact name="When">
            <Moment at={entry.at} as="full" />
          </Fact>
          <Fact name="How">{THROUGH[entry.actor.kind]}</Fact>
          {entry.facts.map(({ name, value }) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
          {entry.target_id && (
            <Fact name="Id">
              <code className="break-all font-mono text-xs">{entry.target_id}</code>
            </Fact>
          )}
          {entry.request_id && (
            <Fact name="Request">
              <code className="break-all font-mono text-xs">{entry.request_id}</code>
            </Fact>
          )}
        </dl>
      </div>
    </details>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="grid sm:grid-cols-[12rem_1fr] sm:gap-4">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function sentenceStart(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
