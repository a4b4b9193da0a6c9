import type { Metadata } from "next";
import { LiveBoard } from "@/components/live/live-board";
import { HEADINGS } from "@/components/shell/headings";
import { callerForProject } from "@/lib/auth/session";
import { getLive } from "@/lib/live/get";
import { forPage } from "@/lib/web/for-page";

export const metadata: Metadata = { title: HEADINGS.live.title };

export default async function LivePage({ params }: PageProps<"/p/[projectId]/live">) {
  const { projectId } = await params;
  const caller = await forPage(callerForProject(projectId));
  return <LiveBoard projectId={projectId} initial={await getLive(caller)} heading={HEADINGS.live} />;
}
