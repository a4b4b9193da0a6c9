import {
  Activity,
  BookOpen,
  Bot,
  Building2,
  CircleUserRound,
  Contact,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  Package,
  Plug,
  Ticket,
  Upload,
  Users,
} from "lucide-react";
import { routes } from "@/components/shell/routes";

export interface NavItem {
  label: string;
  href: string;
  icon: LucideIcon;
  /** Only the very page counts as current, not those below it. */
  exact?: boolean;
}

export interface NavGroup {
  label: string;
  items: readonly NavItem[];
}

/** The entries of the sidebar; a group without a place to lead to is left out. */
export function navGroups(organisationId: string | undefined, projectId: string | undefined): NavGroup[] {
  const groups: NavGroup[] = [];
  if (projectId) {
    const project = routes.project(projectId);
    groups.push({
      label: "Project",
      items: [
        { label: "Overview", href: project.overview, icon: LayoutDashboard, exact: true },
        { label: "Conversations", href: project.conversations, icon: MessagesSquare },
        { label: "Tickets", href: project.tickets, icon: Ticket },
        { label: "Leads", href: project.leads, icon: Contact },
        { label: "Products", href: project.products, icon: Package },
        { label: "Chatbots", href: project.chatbots, icon: Bot },
        { label: "Knowledge", href: project.knowledge, icon: BookOpen },
        { label: "Integrations", href: project.integrations, icon: Plug },
        { label: "Import", href: project.import, icon: Upload },
      ],
    });
  }
  if (organisationId) {
    const organisation = routes.organisation(organisationId);
    groups.push({
      label: "Developer API",
      items: [
        { label: "API keys", href: organisation.apiKeys, icon: KeyRound },
        { label: "MCP sessions", href: organisation.mcpSessions, icon: Activity },
      ],
    });
  }
  const settings: NavItem[] = [{ label: "Account", href: routes.account, icon: CircleUserRound }];
  if (organisationId) {
    const organisation = routes.organisation(organisationId);
    settings.unshift(
      { label: "Members", href: organisation.members, icon: Users },
      { label: "Organisation", href: organisation.settings, icon: Building2 },
    );
  }
  groups.push({ label: "Settings", items: settings });
  return groups;
}
