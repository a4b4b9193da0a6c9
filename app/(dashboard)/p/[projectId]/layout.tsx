import { DashboardShell } from "../../_shell/dashboard-shell";

export default async function ProjectLayout({ params, children }: LayoutProps<"/p/[projectId]">) {
  const { projectId } = await params;
  return <DashboardShell projectId={projectId}>{children}</DashboardShell>;
}
