"use client";

import { Check, ChevronDown, ChevronUp } from "lucide-react";
import {
  SelectContent as Content,
  SelectItem as Item,
  SelectLabel as LabelPart,
  Select as Root,
  SelectGroup,
  SelectItemIndicator,
  SelectItemText,
  SelectPortal,
  SelectScrollDownButton,
  SelectScrollUpButton,
  SelectValue,
  SelectViewport,
  SelectTrigger as Trigger,
} from "radix-ui/select";
import type { ComponentProps } from "react";
import { controlStyles } from "@/components/ui/control-styles";
import { floatingStyles, menuItemStyles } from "@/components/ui/menu-styles";
import { useNonce } from "@/components/ui/nonce";
import { cn } from "@/lib/core/cn";

/** A select whose options can carry icons and descriptions. In plain forms prefer `NativeSelect`. */
export const Select = Root;
export { SelectGroup, SelectValue };

export function SelectTrigger({ className, children, ...props }: ComponentProps<typeof Trigger>) {
  return (
    <Trigger
      data-slot="select-trigger"
      className={cn(
        controlStyles,
        "flex h-8 items-center justify-between gap-2 text-left data-placeholder:text-muted-foreground max-sm:h-10 [&>span]:truncate",
        className,
      )}
      {...props}
    >
      {children}
      <ChevronDown className="size-4 shrink-0 text-muted-foreground" />
    </Trigger>
  );
}

export function SelectContent({ className, children, ...props }: ComponentProps<typeof Content>) {
  const nonce = useNonce();
  return (
    <SelectPortal>
      <Content
        data-slot="select-content"
        position="popper"
        sideOffset={4}
        className={cn(
          floatingStyles,
          "max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width)",
          className,
        )}
        {...props}
      >
        <SelectScrollUpButton className="grid place-content-center py-1">
          <ChevronUp className="size-4" />
        </SelectScrollUpButton>
        <SelectViewport className="p-1" nonce={nonce}>
          {children}
        </SelectViewport>
        <SelectScrollDownButton className="grid place-content-center py-1">
          <ChevronDown className="size-4" />
        </SelectScrollDownButton>
      </Content>
    </SelectPortal>
  );
}

export function SelectItem({ className, children, ...props }: ComponentProps<typeof Item>) {
  return (
    <Item data-slot="select-item" className={cn(menuItemStyles, "pr-8", className)} {...props}>
      <SelectItemText>{children}</SelectItemText>
      <SelectItemIndicator className="absolute right-2">
        <Check className="text-foreground" />
      </SelectItemIndicator>
    </Item>
  );
}

export function SelectLabel({ className, ...props }: ComponentProps<typeof LabelPart>) {
  return (
    <LabelPart
      className={cn("px-2 py-1.5 font-medium text-muted-foreground text-xs", className)}
      {...props}
    />
  );
}
