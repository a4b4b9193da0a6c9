"use client";

import { type CSSProperties, createContext, type ReactNode, useContext, useState } from "react";
import { SIDEBAR_COOKIE, SIDEBAR_COOKIE_SECONDS } from "@/components/shell/sidebar-cookie";

interface FrameState {
  collapsed: boolean;
  toggle: () => void;
  /** Called when a link of the navigation is pressed, so that a drawer can close. */
  onNavigate?: () => void;
}

export const FrameContext = createContext<FrameState>({ collapsed: false, toggle: () => {} });

/** How the frame stands now. */
export function useFrame(): FrameState {
  return useContext(FrameContext);
}

const TOP_BAR: CSSProperties & Record<"--sticky-top", string> = { "--sticky-top": "3rem" };

export interface FrameProps {
  defaultCollapsed: boolean;
  children: ReactNode;
}

/** Knows whether the sidebar is narrow; what the server rendered follows by `group-data-collapsed/frame`. */
export function Frame({ defaultCollapsed, children }: FrameProps) {
  const [collapsed, setCollapsed] = useState(defaultCollapsed);

  function toggle() {
    setCollapsed(!collapsed);
    rememberCollapsed(!collapsed);
  }

  return (
    <FrameContext value={{ collapsed, toggle }}>
      <div style={TOP_BAR} data-collapsed={collapsed ? "" : undefined} className="group/frame min-h-dvh">
        {children}
      </div>
    </FrameContext>
  );
}

/** Kept in a cookie, so that the server already renders the right width. Without the Cookie Store it is forgotten. */
function rememberCollapsed(collapsed: boolean) {
  if (typeof cookieStore === "undefined") return;
  void cookieStore.set({
    name: SIDEBAR_COOKIE,
    value: collapsed ? "collapsed" : "wide",
    expires: Date.now() + SIDEBAR_COOKIE_SECONDS * 1_000,
    sameSite: "lax",
    path: "/",
  });
}
