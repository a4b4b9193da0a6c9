"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { isCurrent } from "@/components/shell/current";
import { useFrame } from "@/components/shell/frame";
import { Tooltip } from "@/components/ui/tooltip";

export interface NavLinkProps {
  href: string;
  exact?: boolean | undefined;
  /** What a narrow sidebar says beside the icon. */
  hint: string;
  children: ReactNode;
}

/** An entry of the navigation. */
export function NavLink({ href, exact, hint, children }: NavLinkProps) {
  const { collapsed, onNavigate } = useFrame();
  const place = useRef<HTMLAnchorElement>(null);
  const current = isCurrent(usePathname(), href, exact);
  useEffect(() => {
    if (current) place.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const link = (
    <Link
      ref={place}
      href={href}
      aria-current={current ? "page" : undefined}
      onClick={onNavigate}
      className="group/link flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-sidebar-foreground text-sm transition-colors hover:bg-sidebar-accent hover:text-sidebar-accent-foreground focus-visible:-outline-offset-2 aria-[current]:bg-sidebar-accent aria-[current]:text-sidebar-accent-foreground group-data-collapsed/frame:justify-center group-data-collapsed/frame:px-0 max-md:h-10 max-md:text-base"
    >
      {children}
    </Link>
  );
  return collapsed ? (
    <Tooltip content={hint} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
