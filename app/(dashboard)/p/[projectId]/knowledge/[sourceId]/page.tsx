import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Moment } from "@/components/format/moment";
import { KIND_LABELS } from "@/components/knowledge/words";
import { routes } from "@/components/shell/routes";
import { Card, CardContent } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { getSource } from "@/lib/knowledge/get-source";
import { sourceInput } from "@/lib/knowledge/schema";
import { forPage } from "@/lib/web/for-page";
import { DeleteSourceButton } from "./delete-source-button";
import { EditSourceForm } from "./edit-source-form";

export const metadata: Metadata = { title: "Source" };

export default async function SourcePage({ params }: PageProps<"/p/[projectId]/knowledge/[sourceId]">) {
  const { projectId, sourceId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const input = sourceInput.safeParse({ source_id: sourceId });
  if (!input.success) notFound();
  const source = await forPage(getSource(caller, input.data));
  const canWrite = caller.permissions.has("chatbots:write");
  return (
    <>
      <PageHeader
        title={source.title}
        description={
          <>
            {KIND_LABELS[source.kind]}
            {source.origin && ` from ${source.origin}`} · changed <Moment at={source.updated_at} />
          </>
        }
        breadcrumb={[
          { label: "Knowledge", href: routes.project(projectId).knowledge },
          { label: source.title },
        ]}
        actions={
          canWrite && <DeleteSourceButton projectId={projectId} sourceId={source.id} title={source.title} />
        }
      />
      <Card aria-label="Text" className="max-w-4xl">
        <CardContent>
          {canWrite ? (
            <EditSourceForm projectId={projectId} source={source} />
          ) : (
            <p className="whitespace-pre-wrap break-words text-sm" dir="auto">
              {source.body}
            </p>
          )}
        </CardContent>
      </Card>
    </>
  );
}
