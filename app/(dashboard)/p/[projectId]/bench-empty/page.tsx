import { notFound } from "next/navigation";
import { callerForProject } from "@/lib/auth/session";
import { env } from "@/lib/core/env";
import { forPage } from "@/lib/web/for-page";

/** The frame of a page with nothing in it, for the benchmark to compare with; absent outside of it. */
export default async function EmptyPage({ params }: PageProps<"/p/[projectId]/bench-empty">) {
  if (!env.isBenchmark) notFound();
  const { projectId } = await params;
  await forPage(callerForProject(projectId));
  return <h1 className="font-semibold text-xl">Nothing</h1>;
}
