"use client";

import { type ComponentProps, createContext, type KeyboardEvent, useContext, useId, useState } from "react";
import { tabListStyles, tabStyles } from "@/components/ui/tab-styles";
import { cn } from "@/lib/core/cn";

// The Tabs Pattern of the ARIA Authoring Practices, with automatic activation.

const TabsContext = createContext<{ id: string; value: string; choose: (value: string) => void } | null>(
  null,
);

function useTabs() {
  const tabs = useContext(TabsContext);
  if (!tabs) throw new Error("This belongs inside Tabs.");
  return tabs;
}

export interface TabsProps extends Omit<ComponentProps<"div">, "defaultValue"> {
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
}

/** Panels of one page, one shown at a time. For tabs that are pages of their own use `TabLinks`. */
export function Tabs({ className, defaultValue = "", value, onValueChange, ...props }: TabsProps) {
  const [own, setOwn] = useState(defaultValue);
  const id = useId();
  const choose = (next: string) => {
    setOwn(next);
    onValueChange?.(next);
  };
  return (
    <TabsContext value={{ id, value: value ?? own, choose }}>
      <div data-slot="tabs" className={cn("grid gap-4", className)} {...props} />
    </TabsContext>
  );
}

export function TabsList({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      role="tablist"
      data-slot="tabs-list"
      className={cn(tabListStyles, className)}
      onKeyDown={moveBetweenTabs}
      {...props}
    />
  );
}

function moveBetweenTabs(event: KeyboardEvent<HTMLDivElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]:not(:disabled)")];
  const at = tabs.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, HTMLElement | undefined> = {
    ArrowRight: tabs[(at + 1) % tabs.length],
    ArrowLeft: tabs.at(at - 1),
    Home: tabs[0],
    End: tabs.at(-1),
  };
  const target = targets[event.key];
  if (at === -1 || !target) return;
  event.preventDefault();
  target.focus();
  target.click();
}

export interface TabPartProps {
  value: string;
}

export function TabsTrigger({ className, value, ...props }: ComponentProps<"button"> & TabPartProps) {
  const tabs = useTabs();
  const isActive = tabs.value === value;
  return (
    <button
      data-slot="tabs-trigger"
      {...props}
      type="button"
      role="tab"
      id={`${tabs.id}-tab-${value}`}
      aria-selected={isActive}
      aria-controls={isActive ? `${tabs.id}-panel-${value}` : undefined}
      tabIndex={isActive ? 0 : -1}
      onClick={() => tabs.choose(value)}
      className={cn(tabStyles, "aria-selected:border-primary aria-selected:text-foreground", className)}
    />
  );
}

export function TabsContent({ className, value, ...props }: ComponentProps<"div"> & TabPartProps) {
  const tabs = useTabs();
  if (tabs.value !== value) return null;
  return (
    <div
      data-slot="tabs-content"
      {...props}
      role="tabpanel"
      id={`${tabs.id}-panel-${value}`}
      aria-labelledby={`${tabs.id}-tab-${value}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel without a control is reached by keyboard as well
      tabIndex={0}
      className={cn("min-w-0", className)}
    />
  );
}
