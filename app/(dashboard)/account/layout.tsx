import { DashboardShell } from "../_shell/dashboard-shell";

export default function AccountLayout({ children }: LayoutProps<"/account">) {
  return <DashboardShell>{children}</DashboardShell>;
}
