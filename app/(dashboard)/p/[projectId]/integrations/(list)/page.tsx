import { ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { McpMark } from "@/components/mcp/mcp-mark";
import { routes } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { callerForProject } from "@/lib/auth/session";
import { countStandingConnections } from "@/lib/connections/count";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: "Integrations" };

export default async function IntegrationsPage({ params }: PageProps<"/p/[projectId]/integrations">) {
  const { projectId } = await params;
  const caller = await forPage(callerForProject(projectId));
  const connections = await countStandingConnections(caller);
  return (
    <>
      <PageHeader title="Integrations" description="What Caramel works together with." />
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <li className="group relative grid content-between gap-4 rounded-lg border bg-card p-4 shadow-xs transition-colors hover:border-muted-foreground/50">
          <div className="grid gap-3">
            <div className="flex items-center justify-between gap-3">
              <McpMark className="size-9" />
              {connections > 0 && (
                <Badge variant="success" dot>
                  {connections === 1 ? "1 connection" : `${connections} connections`}
                </Badge>
              )}
            </div>
            <div className="grid gap-1">
              <h2 className="font-semibold text-base">Model Context Protocol</h2>
              <p className="text-muted-foreground text-sm">
                Let Claude, ChatGPT, Cursor and other assistants look up your conversations, products and
                chatbots. You decide what each of them may do.
              </p>
            </div>
          </div>
          <Link
            href={routes.project(projectId).mcp}
            aria-label="Manage Model Context Protocol"
            className="flex items-center gap-1 font-medium text-link text-sm after:absolute after:inset-0 after:rounded-lg"
          >
            Manage <ChevronRight className="size-4" />
          </Link>
        </li>
      </ul>
    </>
  );
}
