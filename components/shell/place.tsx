"use client";

import { usePathname } from "next/navigation";
import { isCurrent } from "@/components/shell/current";
import type { PageLink } from "@/components/shell/nav-items";
import { Breadcrumb } from "@/components/ui/breadcrumb";

export interface PlaceProps {
  /** What stands before the section on pages of the organisation, and of the project. */
  organisation: PageLink | null;
  project: PageLink | null;
  pages: readonly PageLink[];
}

/** Organisation or project, and the section: enough to know where one is with the drawer closed. */
export function Place({ organisation, project, pages }: PlaceProps) {
  const pathname = usePathname();
  const section = pages.find(({ href, exact }) => isCurrent(pathname, href, exact));
  const around = pathname.startsWith("/p/") ? project : pathname.startsWith("/o/") ? organisation : null;
  const trail = [...(around ? [around] : []), ...(section ? [{ label: section.label }] : [])];
  return trail.length > 0 ? <Breadcrumb label="Where you are" items={trail} /> : null;
}
