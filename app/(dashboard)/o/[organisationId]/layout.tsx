import { DashboardShell } from "../../_shell/dashboard-shell";

export default async function OrganisationLayout({ params, children }: LayoutProps<"/o/[organisationId]">) {
  const { organisationId } = await params;
  return <DashboardShell organisationId={organisationId}>{children}</DashboardShell>;
}
