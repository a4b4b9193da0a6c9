"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import type { CreatedApiKey } from "@/lib/api-keys/schema";
import { CreateKeyForm } from "./create-key-form";
import { CreatedKey } from "./created-key";

export interface CreateKeyDialogProps {
  organisationId: string;
  projects: readonly { id: string; name: string }[];
  /** The connection URL of the whole account. */
  accountUrl: string;
}

/** Asks what a new key may do, then shows it, once. */
export function CreateKeyDialog({ organisationId, projects, accountUrl }: CreateKeyDialogProps) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedApiKey>();

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setCreated(undefined);
      }}
    >
      <DialogTrigger asChild>
        <Button>
          <Plus /> Create key
        </Button>
      </DialogTrigger>
      <DialogContent
        className="max-w-lg"
        // A press beside the dialog must not lose a key that nobody can be shown again.
        staysOpen={created !== undefined}
      >
        {created ? (
          <CreatedKey created={created} accountUrl={accountUrl} onDone={() => setOpen(false)} />
        ) : (
          <>
            <DialogHeader>
              <DialogTitle>Create API key</DialogTitle>
              <DialogDescription>
                Give it no more than it needs. It can be revoked at any time.
              </DialogDescription>
            </DialogHeader>
            <CreateKeyForm organisationId={organisationId} projects={projects} onCreated={setCreated} />
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}
