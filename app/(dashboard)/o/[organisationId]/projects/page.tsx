import { FolderKanban, Plus, Settings2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RowLink } from "@/components/ui/row-link";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { callerForOrganisation } from "@/lib/auth/session";
import { listProjectSummaries } from "@/lib/projects/list-summaries";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Projects" };

const NUMBER = new Intl.NumberFormat("en");

export default async function ProjectsPage({ params }: PageProps<"/o/[organisationId]/projects">) {
  const { organisationId } = await params;
  const caller = await forPage(callerForOrganisation(organisationId));
  const projects = await listProjectSummaries(caller);
  const mayManage = caller.permissions.has("projects:manage");
  const create = mayManage && (
    <Button asChild>
      <Link href={routes.organisation(organisationId).newProject}>
        <Plus /> Create project
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Projects"
        description="Each project is one business, with its own chatbots, conversations and products."
        actions={projects.length > 0 && create}
      />
      <Card>
        {projects.length === 0 ? (
          <EmptyState icon={FolderKanban} title="No project yet" action={create}>
            {mayManage
              ? "Create the first one. It gets a chatbot at once, and you can import conversations and products right after."
              : "Ask an owner or admin of this organisation to create one."}
          </EmptyState>
        ) : (
          <Table label="Projects" phone="cards">
            <TableHeader>
              <TableRow>
                <TableHead>Name</TableHead>
                <TableHead numeric>Chatbots</TableHead>
                <TableHead numeric>Conversations</TableHead>
                <TableHead>Currency</TableHead>
                <TableHead>Created</TableHead>
                {mayManage && (
                  <TableHead>
                    <span className="sr-only">Actions</span>
                  </TableHead>
                )}
              </TableRow>
            </TableHeader>
            <TableBody>
              {projects.map((project) => (
                <TableRow key={project.id}>
                  <TableCell>
                    <RowLink href={routes.project(project.id).overview}>{project.name}</RowLink>
                  </TableCell>
                  <TableCell numeric label="Chatbots">
                    {NUMBER.format(project.chatbots)}
                  </TableCell>
                  <TableCell numeric label="Conversations">
                    {NUMBER.format(project.conversations)}
                  </TableCell>
                  <TableCell label="Currency">{project.currency}</TableCell>
                  <TableCell label="Created" className="whitespace-nowrap">
                    <Moment at={project.created_at} as="date" />
                  </TableCell>
                  {mayManage && (
                    <TableCell className="text-right max-sm:justify-end!">
                      {/* Above the row's own link. */}
                      <Button variant="ghost" size="icon-sm" className="relative z-10" asChild>
                        <Link
                          href={routes.project(project.id).settings}
                          aria-label={`Settings of ${project.name}`}
                        >
                          <Settings2 />
                        </Link>
                      </Button>
                    </TableCell>
                  )}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </>
  );
}
