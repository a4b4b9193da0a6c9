import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Moment } from "@/components/format/moment";
import { ChangeList } from "@/components/revisions/change-list";
import { authorName, deed, SUBJECT_WORDS } from "@/components/revisions/words";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { getRevision } from "@/lib/revisions/get";
import { getRevisionInput, type RevisionView } from "@/lib/revisions/schema";
import { forPage } from "@/lib/web/for-page";
import { UndoButton } from "../undo-button";

export const metadata: Metadata = { title: "Change" };

export default async function RevisionPage({ params }: PageProps<"/p/[projectId]/revisions/[revisionId]">) {
  const { projectId, revisionId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const input = getRevisionInput.safeParse({ revision_id: revisionId });
  if (!input.success) notFound();
  const revision = await forPage(getRevision(caller, input.data));
  const pages = routes.project(projectId);
  const mayUndo = caller.permissions.has("chatbots:write") && revision.is_undoable;
  const what = `${authorName(revision)} ${deed(revision)}`;
  const subject = `${SUBJECT_WORDS[revision.subject_kind]} ${revision.subject_name ?? "that is gone"}`;
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {subject}
            {revision.undone_by_id && <Badge variant="warning">Undone</Badge>}
          </span>
        }
        breadcrumb={[{ label: "History", href: pages.revisions }, { label: "Change" }]}
        actions={mayUndo && <UndoButton projectId={projectId} revisionId={revision.id} what={what} />}
      />
      <div className="grid gap-4">
        <Relations revision={revision} />
        <Card>
          <CardHeader>
            <CardTitle>{what}</CardTitle>
            <CardDescription>
              <Moment at={revision.created_at} as="full" />
              {revision.author.connection && ` · through ${revision.author.connection}`}
            </CardDescription>
          </CardHeader>
          <CardContent>
            <ChangeList changes={revision.changes} />
          </CardContent>
        </Card>
        {revision.subject_kind === "chatbot" && (
          <p className="text-sm">
            <Link href={pages.chatbot(revision.subject_id)} className="text-link hover:underline">
              Open the chatbot
            </Link>
          </p>
        )}
      </div>
    </>
  );
}

function Relations({ revision }: { revision: RevisionView }) {
  const pages = routes.project(revision.project_id);
  if (revision.undone_by_id) {
    return (
      <Alert variant="warning" title="This change was undone">
        <Link href={pages.revision(revision.undone_by_id)} className="text-link hover:underline">
          Show how
        </Link>
      </Alert>
    );
  }
  if (!revision.undoes_id) return null;
  return (
    <Alert title="This undid an earlier change">
      <Link href={pages.revision(revision.undoes_id)} className="text-link hover:underline">
        Show the earlier change
      </Link>
    </Alert>
  );
}
