"use client";

import { MoveRight } from "lucide-react";
import Link from "next/link";
import { Moment } from "@/components/format/moment";
import { leadName, QUALIFICATION_LABELS, STAGE_LABELS, STAGES } from "@/components/leads/words";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import {
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
} from "@/components/ui/dropdown-menu-items";
import { cn } from "@/lib/core/cn";
import type { LeadStage, LeadView } from "@/lib/leads/schema";

export interface LeadCardProps {
  lead: LeadView;
  href: string;
  /** Element that says how a card is moved; absent where it can't be. */
  hintId: string | undefined;
  isDragged: boolean;
  onDragged: ((lead: LeadView) => void) | undefined;
  onDragEnd: () => void;
  onMove: ((stage: LeadStage) => void) | undefined;
}

/** A lead on the board: its name leads to the details, its menu to another stage. */
export function LeadCard({ lead, href, hintId, isDragged, onDragged, onDragEnd, onMove }: LeadCardProps) {
  const name = leadName(lead);
  const contact = [lead.email, lead.phone].filter((text) => text !== null && text !== name).join(" · ");
  return (
    <li
      draggable={onDragged !== undefined}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name);
        onDragged?.(lead);
      }}
      onDragEnd={onDragEnd}
      className={cn(
        "relative grid gap-1.5 rounded-md border bg-card p-2.5 shadow-xs transition-opacity",
        onDragged && "cursor-grab active:cursor-grabbing",
        isDragged && "opacity-50",
      )}
    >
      <div className="flex items-start gap-1">
        <Link
          href={href}
          scroll={false}
          draggable={false}
          data-lead={lead.id}
          aria-describedby={hintId}
          className="min-w-0 flex-1 rounded-sm font-medium text-sm [overflow-wrap:anywhere] hover:underline"
        >
          {name}
        </Link>
        {onMove && (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button
                variant="ghost"
                size="icon-sm"
                className="-mt-1 -mr-1"
                aria-label={`Move ${name} to`}
                title="Move to"
              >
                <MoveRight />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuLabel>Move to</DropdownMenuLabel>
              <DropdownMenuRadioGroup
                value={lead.stage}
                onValueChange={(stage) => onMove(stage as LeadStage)}
              >
                {STAGES.map((stage) => (
                  <DropdownMenuRadioItem key={stage} value={stage}>
                    {STAGE_LABELS[stage]}
                  </DropdownMenuRadioItem>
                ))}
              </DropdownMenuRadioGroup>
            </DropdownMenuContent>
          </DropdownMenu>
        )}
      </div>
      {contact !== "" && <p className="truncate text-muted-foreground text-xs">{contact}</p>}
      <p className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1 text-muted-foreground text-xs">
        {lead.qualification === "unqualified" ? (
          <span className="truncate">{lead.chatbot_name ?? "By hand"}</span>
        ) : (
          <Badge variant={lead.qualification === "qualified" ? "success" : "neutral"}>
            {QUALIFICATION_LABELS[lead.qualification]}
          </Badge>
        )}
        <Moment at={lead.created_at} />
      </p>
    </li>
  );
}
