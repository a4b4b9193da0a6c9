"use client";

import {
  TabsContent as Content,
  TabsList as List,
  Tabs as Root,
  TabsTrigger as Trigger,
} from "radix-ui/tabs";
import type { ComponentProps } from "react";
import { tabListStyles, tabStyles } from "@/components/ui/tab-styles";
import { cn } from "@/lib/core/cn";

/** Panels of one page, one shown at a time. For tabs that are pages of their own use `TabLinks`. */
export function Tabs({ className, ...props }: ComponentProps<typeof Root>) {
  return <Root data-slot="tabs" className={cn("grid gap-4", className)} {...props} />;
}

export function TabsList({ className, ...props }: ComponentProps<typeof List>) {
  return <List data-slot="tabs-list" className={cn(tabListStyles, className)} {...props} />;
}

export function TabsTrigger({ className, ...props }: ComponentProps<typeof Trigger>) {
  return (
    <Trigger
      data-slot="tabs-trigger"
      className={cn(
        tabStyles,
        "data-[state=active]:border-primary data-[state=active]:text-foreground",
        className,
      )}
      {...props}
    />
  );
}

export function TabsContent({ className, ...props }: ComponentProps<typeof Content>) {
  return <Content data-slot="tabs-content" className={cn("min-w-0", className)} {...props} />;
}
