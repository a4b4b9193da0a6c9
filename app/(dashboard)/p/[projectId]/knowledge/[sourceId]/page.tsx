import { ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { FORMAT_LABELS, KIND_LABELS, REFRESH_LABELS } from "@/components/knowledge/words";
import { queryText } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { getSource } from "@/lib/knowledge/get-source";
import { type SourceDetail, sourceInput } from "@/lib/knowledge/schema";
import { MAX_BODY_LENGTH, MAX_TITLE_LENGTH } from "@/lib/knowledge/values";
import { forPage } from "@/lib/web/for-page";
import { DeleteSourceButton } from "./delete-source-button";
import { EditSourceForm } from "./edit-source-form";
import { ReadAgainButton } from "./read-again-button";
import { SourceText } from "./source-text";

export const metadata: Metadata = { title: "Source" };

export default async function SourcePage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/knowledge/[sourceId]">) {
  const [{ projectId, sourceId }, query] = await Promise.all([params, searchParams]);
  const caller = await forPage(callerForProject(projectId));
  const input = sourceInput.safeParse({ source_id: sourceId });
  if (!input.success) notFound();
  const source = await forPage(getSource(caller, input.data));
  const canWrite = caller.permissions.has("chatbots:write");
  const { body, ...facts } = source;
  return (
    <>
      <PageHeader
        title={source.title}
        description={source.kind === "custom" ? KIND_LABELS.custom : FORMAT_LABELS[source.format]}
        breadcrumb={[
          { label: "Knowledge", href: routes.project(projectId).knowledge },
          { label: source.title },
        ]}
        actions={
          canWrite && (
            <>
              {source.url !== null && <ReadAgainButton projectId={projectId} sourceId={source.id} />}
              <DeleteSourceButton projectId={projectId} sourceId={source.id} title={source.title} />
            </>
          )
        }
      />
      <div className="grid max-w-4xl gap-4">
        {source.fetch_error && (
          <Alert variant="warning" title="The page could not be read the last time">
            {source.fetch_error} Chatbots answer from the text below, as it was before.
          </Alert>
        )}
        <Facts source={source} />
        {canWrite && (
          <Card aria-label="Change it">
            <CardContent>
              <EditSourceForm
                projectId={projectId}
                source={source.is_editable ? source : facts}
                limits={{ title: MAX_TITLE_LENGTH, body: MAX_BODY_LENGTH }}
              />
            </CardContent>
          </Card>
        )}
        {!(canWrite && source.is_editable) && (
          <SourceText
            body={body}
            part={queryText(query, "part")}
            path={routes.project(projectId).knowledgeSource(source.id)}
          />
        )}
      </div>
    </>
  );
}

function Facts({ source }: { source: SourceDetail }) {
  return (
    <Card aria-label="Summary">
      <CardContent>
        <dl className="grid grid-cols-2 gap-4 text-sm sm:grid-cols-4">
          {source.origin && (
            <div className="min-w-0">
              <dt className="text-muted-foreground">File</dt>
              <dd className="break-words">{source.origin}</dd>
            </div>
          )}
          {source.url !== null && (
            <>
              <div className="col-span-full min-w-0">
                <dt className="text-muted-foreground">Address</dt>
                <dd className="break-all">
                  <a href={source.url} target="_blank" rel="noreferrer" className="link">
                    {source.url} <ExternalLink aria-hidden className="inline size-3.5" />
                  </a>
                </dd>
              </div>
              <div>
                <dt className="text-muted-foreground">Last read</dt>
                <dd>{source.fetched_at ? <Moment at={source.fetched_at} /> : "Never"}</dd>
              </div>
              <div>
                <dt className="text-muted-foreground">Read again</dt>
                <dd>{source.next_fetch_at ? <Moment at={source.next_fetch_at} /> : REFRESH_LABELS.never}</dd>
              </div>
            </>
          )}
          <div>
            <dt className="text-muted-foreground">Characters</dt>
            <dd className="tabular-nums">{formatCount(source.body.length)}</dd>
          </div>
          <div>
            <dt className="text-muted-foreground">Changed</dt>
            <dd>
              <Moment at={source.updated_at} />
            </dd>
          </div>
        </dl>
      </CardContent>
    </Card>
  );
}
