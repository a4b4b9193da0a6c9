"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import {
  BookOpen,
  Contact,
  FolderKanban,
  GraduationCap,
  LogOut,
  type LucideIcon,
  MessagesSquare,
  Monitor,
  Moon,
  Package,
  Plus,
  Sun,
  Ticket,
  Upload,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type ReactNode, startTransition, useEffect, useState } from "react";
import { QueryProvider } from "@/components/query-provider";
import { fetchFound } from "@/components/shell/fetch-found";
import { navGroups } from "@/components/shell/nav-items";
import { routes } from "@/components/shell/routes";
import type { ShellOrganisation, ShellProject } from "@/components/shell/shell-types";
import { Avatar } from "@/components/ui/avatar";
import { Dialog, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import type { Found, FoundKind } from "@/lib/search/schema";

export interface CommandMenuProps {
  organisations: readonly ShellOrganisation[];
  organisation: ShellOrganisation | null;
  projects: readonly ShellProject[];
  project: ShellProject | null;
  canCreateProject: boolean;
  onSignOut: () => void | Promise<void>;
  onClose: () => void;
}

/** Shortest text that is searched for, and how long a pause says that it is written. */
const MIN_LENGTH = 2;
const PAUSE_MS = 200;

const ITEM =
  "flex cursor-default items-center gap-2.5 rounded-md px-2 py-1.5 text-sm outline-none data-[selected=true]:bg-accent max-sm:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground";
const GROUP =
  "px-1.5 pb-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted-foreground [&_[cmdk-group-heading]]:text-xs";

/** Leads to every page, project and organisation, finds customers, products and knowledge, and does what is done often. */
export function CommandMenu(props: CommandMenuProps) {
  return (
    <QueryProvider>
      <Commands {...props} />
    </QueryProvider>
  );
}

function Commands({
  organisations,
  organisation,
  projects,
  project,
  canCreateProject,
  onSignOut,
  onClose,
}: CommandMenuProps) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const [text, setText] = useState("");
  // Empty while no page or command fits what is written: then Enter opens the first of what was found.
  const [selected, setSelected] = useState("");
  const wanted = useSettled(text.trim(), PAUSE_MS);
  const { data: found, isFetching } = useQuery({
    queryKey: ["found", project?.id, wanted],
    queryFn: () => fetchFound(project?.id ?? "", wanted),
    enabled: project !== null && wanted.length >= MIN_LENGTH,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const results = project !== null && wanted.length >= MIN_LENGTH ? (found ?? []) : [];

  function go(href: string) {
    onClose();
    router.push(href);
  }
  function run(work: () => void) {
    onClose();
    work();
  }

  const pages = project && routes.project(project.id);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        aria-describedby={undefined}
        className="mt-4 mb-auto max-w-xl gap-0 overflow-hidden p-0 sm:mt-[12vh]"
      >
        <DialogTitle className="sr-only">Search and commands</DialogTitle>
        <Command
          label="Search and commands"
          loop
          value={selected || (results[0] ? `found ${results[0].id}` : "")}
          onValueChange={setSelected}
          className="grid min-h-0"
        >
          <Command.Input
            data-first-focus
            value={text}
            onValueChange={setText}
            placeholder={project ? `Search ${project.name}, or go to…` : "Go to…"}
            className="h-12 w-full border-b bg-transparent pr-12 pl-4 text-base placeholder:text-muted-foreground focus-visible:outline-none max-sm:text-lg"
          />
          <Command.List className="max-h-[min(26rem,calc(100dvh-8rem))] overflow-y-auto py-1.5">
            {results.length === 0 && (
              <Command.Empty className="px-4 py-6 text-center text-muted-foreground text-sm">
                {isFetching ? "Searching…" : "Nothing is called that."}
              </Command.Empty>
            )}
            <Command.Group heading="Go to" className={GROUP}>
              {navGroups(organisation?.id, project?.id).flatMap((group) =>
                group.items.map(({ label, href, icon: Icon, letter }) => (
                  <Item key={href} value={`${label} ${group.label}`} onSelect={() => go(href)}>
                    <Icon />
                    {label}
                    {letter && (
                      <span className="ml-auto">
                        <Kbd>g {letter}</Kbd>
                      </span>
                    )}
                  </Item>
                )),
              )}
              {organisation && (
                <Item value="All projects" onSelect={() => go(routes.organisation(organisation.id).projects)}>
                  <FolderKanban /> All projects
                </Item>
              )}
            </Command.Group>
            <Command.Group heading="Do" className={GROUP}>
              {pages && (
                <>
                  <Item value="New ticket open create" onSelect={() => go(`${pages.tickets}?new=1`)}>
                    <Ticket /> New ticket
                  </Item>
                  <Item value="Retrain a chatbot train learn" onSelect={() => go(pages.knowledge)}>
                    <GraduationCap /> Retrain a chatbot
                  </Item>
                  <Item value="Import a file products conversations" onSelect={() => go(pages.import)}>
                    <Upload /> Import a file
                  </Item>
                </>
              )}
              {organisation && canCreateProject && (
                <Item
                  value="Create project new"
                  onSelect={() => go(routes.organisation(organisation.id).newProject)}
                >
                  <Plus /> Create project
                </Item>
              )}
              <Item value="Light theme" onSelect={() => run(() => setTheme("light"))}>
                <Sun /> Light theme
              </Item>
              <Item value="Dark theme" onSelect={() => run(() => setTheme("dark"))}>
                <Moon /> Dark theme
              </Item>
              <Item value="System theme" onSelect={() => run(() => setTheme("system"))}>
                <Monitor /> Theme of the system
              </Item>
              <Item value="Sign out log out" onSelect={() => run(() => startTransition(onSignOut))}>
                <LogOut /> Sign out
              </Item>
            </Command.Group>
            {pages && results.length > 0 && (
              <Command.Group heading="Found" className={GROUP} forceMount>
                {results.map((one) => {
                  const { icon: Icon, label, href } = KINDS[one.kind];
                  return (
                    <Item key={one.id} value={`found ${one.id}`} always onSelect={() => go(href(pages, one))}>
                      <Icon />
                      <span className="grid min-w-0">
                        <span className="truncate">{one.title}</span>
                        <span className="truncate text-muted-foreground text-xs">
                          {label}
                          {one.text && ` · ${one.text}`}
                        </span>
                      </span>
                    </Item>
                  );
                })}
              </Command.Group>
            )}
            {projects.length > 1 && (
              <Command.Group heading="Projects" className={GROUP}>
                {projects.map(({ id, name }) => (
                  <Item
                    key={id}
                    value={`project ${name} ${id}`}
                    onSelect={() => go(routes.project(id).overview)}
                  >
                    <FolderKanban />
                    <span className="truncate">{name}</span>
                    {id === project?.id && <Here />}
                  </Item>
                ))}
              </Command.Group>
            )}
            {organisations.length > 1 && (
              <Command.Group heading="Organisations" className={GROUP}>
                {organisations.map(({ id, name }) => (
                  <Item
                    key={id}
                    value={`organisation ${name} ${id}`}
                    onSelect={() => go(routes.organisation(id).projects)}
                  >
                    <Avatar name={name} shape="square" size="sm" />
                    <span className="truncate">{name}</span>
                    {id === organisation?.id && <Here />}
                  </Item>
                ))}
              </Command.Group>
            )}
          </Command.List>
        </Command>
      </DialogContent>
    </Dialog>
  );
}

interface ItemProps {
  /** What is searched in. */
  value: string;
  /** Shown whatever is written. */
  always?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

function Item({ value, always = false, onSelect, children }: ItemProps) {
  return (
    <Command.Item value={value} forceMount={always} onSelect={onSelect} className={ITEM}>
      {children}
    </Command.Item>
  );
}

function Here() {
  return <span className="ml-auto text-muted-foreground text-xs">here</span>;
}

type ProjectPages = ReturnType<typeof routes.project>;

const KINDS: Record<
  FoundKind,
  { label: string; icon: LucideIcon; href: (pages: ProjectPages, found: Found) => string }
> = {
  conversation: {
    label: "Conversation",
    icon: MessagesSquare,
    href: (pages, { id }) => pages.conversation(id),
  },
  product: { label: "Product", icon: Package, href: (pages, { id }) => pages.product(id) },
  ticket: { label: "Ticket", icon: Ticket, href: (pages, { id }) => pages.ticket(id) },
  source: { label: "Knowledge", icon: BookOpen, href: (pages, { id }) => pages.knowledgeSource(id) },
  lead: {
    label: "Lead",
    icon: Contact,
    href: (pages, { title }) => `${pages.leads}?${new URLSearchParams({ q: title })}`,
  },
};

/** A value that has not changed for a while. */
function useSettled(value: string, pauseMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
