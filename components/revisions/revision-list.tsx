import { Bot, KeyRound, type LucideIcon, Terminal, User } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Moment } from "@/components/format/moment";
import { ChangeList } from "@/components/revisions/change-list";
import { authorName, deed, SUBJECT_WORDS } from "@/components/revisions/words";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import type { RevisionView } from "@/lib/revisions/schema";

interface RevisionListProps {
  revisions: readonly RevisionView[];
  /** Buttons of a change, such as undoing it. */
  actions: (revision: RevisionView) => ReactNode;
  /** Names what was changed, where the list is about more than one thing. */
  namesSubject?: boolean;
}

/** Changes with who made them, when, through what, and the difference. */
export function RevisionList({ revisions, actions, namesSubject = false }: RevisionListProps) {
  return (
    <ol className="divide-y">
      {revisions.map((revision) => (
        <li key={revision.id} className="grid gap-3 px-4 py-4">
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
            <RevisionHead revision={revision} namesSubject={namesSubject} />
            {actions(revision)}
          </div>
          {revision.action === "create" && revision.subject_kind === "chatbot" ? null : (
            <ChangeList changes={revision.changes} />
          )}
        </li>
      ))}
    </ol>
  );
}

const AUTHOR_ICON: Record<RevisionView["author"]["kind"], LucideIcon> = {
  person: User,
  connection: Bot,
  api_key: KeyRound,
  job: Terminal,
  operator: Terminal,
};

function RevisionHead({ revision, namesSubject }: { revision: RevisionView; namesSubject: boolean }) {
  const { author, subject_kind: kind, subject_name: name } = revision;
  const Icon = AUTHOR_ICON[author.kind];
  const pages = routes.project(revision.project_id);
  return (
    <div className="flex min-w-0 gap-2.5">
      <Icon className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <div className="grid min-w-0 gap-0.5">
        <p className="break-words text-sm">
          <span className="font-medium">{authorName(revision)}</span> {deed(revision)}
          {revision.undone_by_id && (
            <Badge variant="warning" className="ml-2">
              Undone
            </Badge>
          )}
        </p>
        <p className="break-words text-muted-foreground text-xs">
          {namesSubject && `${SUBJECT_WORDS[kind]} ${name ?? "that is gone"} · `}
          <Link href={pages.revision(revision.id)} className="hover:underline">
            <Moment at={revision.created_at} />
          </Link>
          {author.connection && ` · through ${author.connection}`}
        </p>
      </div>
    </div>
  );
}
