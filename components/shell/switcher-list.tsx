"use client";

import { Check, FolderKanban, Plus, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type KeyboardEvent, useState } from "react";
import { routes, sameSectionIn } from "@/components/shell/routes";
import type { SwitcherPlaces } from "@/components/shell/switcher";
import { Avatar } from "@/components/ui/avatar";
import { PopoverContent } from "@/components/ui/popover";

export type SwitcherListProps = SwitcherPlaces & {
  /** Called when a link is pressed. */
  onLeave: () => void;
};

/** From this many entries on, the list gets a search box. */
const SEARCH_FROM = 8;

/** What an open `Switcher` leads to: the others, and below them pages to create one or see all. */
export function SwitcherList(props: SwitcherListProps) {
  const { currentId, entries, onLeave } = props;
  const kind = props.kind.toLowerCase();
  const pathname = usePathname();
  const [term, setTerm] = useState("");
  const wanted = term.trim().toLocaleLowerCase();
  const found = entries.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));

  return (
    <PopoverContent align="start" aria-label={`Switch ${kind}`} className="w-64 p-0" onKeyDown={moveFocus}>
      {entries.length >= SEARCH_FROM && (
        <div className="flex items-center gap-2 border-b px-3">
          <Search className="size-4 shrink-0 text-muted-foreground" />
          <input
            type="search"
            aria-label={`Search ${kind}s`}
            placeholder="Search…"
            value={term}
            onChange={(event) => setTerm(event.target.value)}
            className="h-9 w-full min-w-0 bg-transparent text-sm placeholder:text-muted-foreground focus-visible:outline-none max-sm:text-lg"
          />
        </div>
      )}
      <ul className="max-h-72 overflow-y-auto p-1">
        {found.map(({ id, name, detail }) => (
          <li key={id}>
            <Link
              href={props.kind === "Project" ? sameSectionIn(pathname, id) : routes.organisation(id).projects}
              aria-current={id === currentId ? "true" : undefined}
              onClick={onLeave}
              className="flex items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none hover:bg-accent focus-visible:bg-accent max-sm:py-2"
            >
              {props.kind === "Organisation" && <Avatar name={name} shape="square" size="sm" />}
              <span className="grid min-w-0 flex-1">
                <span className="truncate">{name}</span>
                {detail && <span className="truncate text-muted-foreground text-xs">{detail}</span>}
              </span>
              {id === currentId && <Check className="size-4 shrink-0" />}
            </Link>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="px-3 pb-3 text-muted-foreground text-sm">
          {wanted ? `No ${kind} is called that.` : `No ${kind} yet.`}
        </p>
      )}
      <ul className="border-t p-1">
        {footerOf(props).map(({ label, href, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              onClick={onLeave}
              className="flex items-center gap-2 rounded-sm px-2 py-1.5 text-muted-foreground text-sm outline-none hover:bg-accent hover:text-foreground focus-visible:bg-accent max-sm:py-2 [&_svg]:size-4"
            >
              <Icon />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </PopoverContent>
  );
}

function footerOf(props: SwitcherPlaces) {
  if (props.kind === "Organisation") {
    return [{ label: "Create organisation", href: routes.newOrganisation, icon: Plus }];
  }
  const pages = routes.organisation(props.organisationId);
  return [
    { label: "All projects", href: pages.projects, icon: FolderKanban },
    ...(props.canCreate ? [{ label: "Create project", href: pages.newProject, icon: Plus }] : []),
  ];
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, a")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops.at((at + step) % stops.length)?.focus();
}
