"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { renameProjectAction } from "./actions";

export interface RenameProjectProps {
  organisationId: string;
  projectId: string;
  name: string;
}

export function RenameProject({ organisationId, projectId, name }: RenameProjectProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        {/* Above the row's own link. */}
        <Button variant="ghost" size="icon-sm" aria-label={`Rename ${name}`} className="relative z-10">
          <Pencil />
        </Button>
      </DialogTrigger>
      <DialogContent aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>Rename project</DialogTitle>
        </DialogHeader>
        <ActionForm
          action={renameProjectAction.bind(null, organisationId)}
          extra={{ project_id: projectId }}
          onSuccess={() => setOpen(false)}
        >
          {({ errorOf, pending }) => (
            <>
              <Field label="Name" error={errorOf("name")}>
                {(control) => <Input {...control} name="name" autoComplete="off" defaultValue={name} />}
              </Field>
              <DialogFooter>
                <SubmitButton pending={pending}>Save name</SubmitButton>
              </DialogFooter>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}
