import {
  Activity,
  BookOpen,
  Bot,
  Building2,
  ChartNoAxesColumn,
  CircleUserRound,
  ClipboardCheck,
  Contact,
  DatabaseBackup,
  Gauge,
  History,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  Package,
  Plug,
  Radio,
  ScrollText,
  Settings2,
  Sparkles,
  Ticket,
  Upload,
  Users,
  UsersRound,
} from "lucide-react";
import { routes } from "@/components/shell/routes";

/** A page of the navigation. */
export interface PageLink {
  label: string;
  href: string;
  /** The key that leads there after `g`. */
  letter?: string;
  /** Only the very page counts as current, not those below it. */
  exact?: boolean;
}

export interface NavItem extends PageLink {
  icon: LucideIcon;
  /** How many things there wait for the person. */
  waiting?: number;
}

export interface NavGroup {
  label: string;
  items: readonly NavItem[];
}

/**
 * The entries of the sidebar; a group without a place to lead to is left out.
 * @param waiting changes that wait for the person's approval
 */
export function navGroups(
  organisationId: string | undefined,
  projectId: string | undefined,
  waiting = 0,
): NavGroup[] {
  const groups: NavGroup[] = [];
  if (projectId) {
    const project = routes.project(projectId);
    groups.push({
      label: "Project",
      items: [
        { label: "Overview", href: project.overview, letter: "o", icon: LayoutDashboard, exact: true },
        { label: "Live", href: project.live, letter: "l", icon: Radio },
        { label: "Analytics", href: project.analytics, letter: "a", icon: ChartNoAxesColumn },
        { label: "Conversations", href: project.conversations, letter: "c", icon: MessagesSquare },
        { label: "Visitors", href: project.visitors, letter: "v", icon: UsersRound },
        { label: "Tickets", href: project.tickets, letter: "t", icon: Ticket },
        { label: "Leads", href: project.leads, letter: "e", icon: Contact },
        { label: "Products", href: project.products, letter: "p", icon: Package },
        { label: "Chatbots", href: project.chatbots, letter: "b", icon: Bot },
        { label: "Knowledge", href: project.knowledge, letter: "k", icon: BookOpen },
        { label: "Approvals", href: project.approvals, letter: "w", icon: ClipboardCheck, waiting },
        { label: "History", href: project.revisions, letter: "h", icon: History },
        { label: "Integrations", href: project.integrations, letter: "i", icon: Plug },
        { label: "Import", href: project.import, letter: "m", icon: Upload },
        { label: "Settings", href: project.settings, letter: "s", icon: Settings2 },
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
        { label: "Usage", href: organisation.usage, letter: "u", icon: Gauge },
      ],
    });
  }
  const settings: NavItem[] = [{ label: "Account", href: routes.account, icon: CircleUserRound }];
  if (organisationId) {
    const organisation = routes.organisation(organisationId);
    settings.unshift(
      { label: "Members", href: organisation.members, icon: Users },
      { label: "Organisation", href: organisation.settings, icon: Building2 },
      { label: "AI models", href: organisation.modelProviders, icon: Sparkles },
      { label: "Audit log", href: organisation.auditLog, icon: ScrollText },
      { label: "Data export", href: organisation.data, icon: DatabaseBackup },
    );
  }
  groups.push({ label: "Settings", items: settings });
  return groups;
}
