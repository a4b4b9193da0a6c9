"use client";

import { CalendarClock, Ellipsis, Hand, Pause, Pencil, Play, Settings2 } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu-items";
import { onDemand } from "@/components/ui/on-demand";
import { useToast } from "@/components/ui/toast";
import type { ConnectionView } from "@/lib/connections/schema";
import type { ActionResult } from "@/lib/web/schema";
import { pauseConnectionAction, resumeConnectionAction, setAsksFirstAction } from "./actions";

const EndDateDialog = onDemand(() => import("./end-date-dialog").then((file) => file.EndDateDialog));
const RenameDialog = onDemand(() => import("./rename-dialog").then((file) => file.RenameDialog));

interface ConnectionMenuProps {
  organisationId: string;
  connection: Pick<
    ConnectionView,
    "id" | "label" | "client_name" | "access" | "asks_first" | "expires_at" | "paused_at"
  >;
  /** The connection's own page; absent on it. */
  href?: string;
}

type Question = "rename" | "end" | "pause" | "stop asking";

/** What can be done with a standing connection, besides ending it. */
export function ConnectionMenu({ organisationId, connection, href }: ConnectionMenuProps) {
  const { id, label, client_name: client } = connection;
  const [question, setQuestion] = useState<Question>();
  /** Asked once the menu has given the focus back, so that the dialog can give it back too. */
  const chosen = useRef<Question>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const toast = useToast();

  const isAsking = question !== undefined;
  useEffect(() => {
    if (!isAsking) return;
    const back = button.current;
    // The dialog has no trigger of its own to give the focus back to.
    return () => back?.focus();
  }, [isAsking]);

  async function act(work: Promise<ActionResult<unknown>>, done: string): Promise<string | undefined> {
    const result = await work;
    if (!result.ok) return errorText(result.error);
    toast({ title: done });
  }

  async function actAtOnce(work: Promise<ActionResult<unknown>>, done: string) {
    const problem = await act(work, done);
    if (problem) toast({ title: "That did not work", description: problem, variant: "error" });
  }

  const asks = (name: Question) => ({
    onSelect: () => {
      chosen.current = name;
    },
  });
  const dialog = (name: Question) => ({
    open: question === name,
    onOpenChange: (open: boolean) => setQuestion(open ? name : undefined),
  });
  const input = { connection_id: id };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={button} variant="ghost" size="icon-sm" aria-label={`More for ${label}`} title="More">
            <Ellipsis />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent
          align="end"
          onClosed={() => {
            setQuestion(chosen.current);
            chosen.current = undefined;
          }}
        >
          <DropdownMenuItem {...asks("rename")}>
            <Pencil /> Rename…
          </DropdownMenuItem>
          {href && (
            <DropdownMenuItem asChild>
              <Link href={href}>
                <Settings2 /> Change what it may do
              </Link>
            </DropdownMenuItem>
          )}
          {connection.access === "full" &&
            (connection.asks_first ? (
              <DropdownMenuItem {...asks("stop asking")}>
                <Hand /> Stop asking before changes…
              </DropdownMenuItem>
            ) : (
              <DropdownMenuItem
                onSelect={() =>
                  actAtOnce(
                    setAsksFirstAction(organisationId, { ...input, asks_first: true }),
                    `${label} asks before changes`,
                  )
                }
              >
                <Hand /> Ask me before changes
              </DropdownMenuItem>
            ))}
          {connection.paused_at ? (
            <DropdownMenuItem
              onSelect={() => actAtOnce(resumeConnectionAction(organisationId, input), `${label} goes on`)}
            >
              <Play /> Resume
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem {...asks("pause")}>
              <Pause /> Pause…
            </DropdownMenuItem>
          )}
          <DropdownMenuItem {...asks("end")}>
            <CalendarClock /> End date…
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {question === "rename" && (
        <RenameDialog organisationId={organisationId} connectionId={id} label={label} {...dialog("rename")} />
      )}
      {question === "end" && (
        <EndDateDialog
          organisationId={organisationId}
          connectionId={id}
          expiresAt={connection.expires_at}
          {...dialog("end")}
        />
      )}
      <ConfirmDialog
        title={`Pause ${label}?`}
        description={`From its next request on, ${client} is told that the connection is paused. It keeps its sign-in, so nobody has to connect it again when you resume.`}
        confirmLabel="Pause connection"
        onConfirm={() => act(pauseConnectionAction(organisationId, input), `${label} is paused`)}
        {...dialog("pause")}
      />
      <ConfirmDialog
        title={`Let ${label} change things without asking?`}
        description={`From its next request on, what ${client} changes takes effect at once. Changes that wait for approval now go on waiting.`}
        confirmLabel="Stop asking"
        onConfirm={() =>
          act(
            setAsksFirstAction(organisationId, { ...input, asks_first: false }),
            `${label} no longer asks before changes`,
          )
        }
        {...dialog("stop asking")}
      />
    </>
  );
}
