"use client";

import { FilePlus, MessageCircleQuestion } from "lucide-react";
import { useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import { readTextFile } from "@/components/knowledge/read-text-file";
import { FIELD_LABELS } from "@/components/knowledge/words";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import {
  type CreateSourceInput,
  DOCUMENT_ENDINGS,
  MAX_BODY_LENGTH,
  MAX_TITLE_LENGTH,
  type SourceDetail,
  type SourceKind,
} from "@/lib/knowledge/schema";
import { createSourceAction } from "../actions";

const WORDS = {
  custom: {
    icon: MessageCircleQuestion,
    button: "Add question",
    title: "Add a question",
    hint: "Write the question as customers ask it, and the answer they should get.",
  },
  document: {
    icon: FilePlus,
    button: "Add document",
    title: "Add a document",
    hint: "Choose a Markdown or text file, or paste the text. Headings help chatbots find the right part.",
  },
} as const;

/** Asks for a new source of one kind. */
export function AddSourceDialog({ projectId, kind }: { projectId: string; kind: SourceKind }) {
  const [open, setOpen] = useState(false);
  const toast = useToast();
  const { icon: Icon, button, title, hint } = WORDS[kind];
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant={kind === "document" ? "outline" : "default"}>
          <Icon /> {button}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-xl">
        <DialogHeader>
          <DialogTitle>{title}</DialogTitle>
          <DialogDescription>{hint}</DialogDescription>
        </DialogHeader>
        <AddSourceForm
          projectId={projectId}
          kind={kind}
          onAdded={(source) => {
            setOpen(false);
            toast({
              title: "Added",
              description: `Retrain your chatbots, so that they learn “${source.title}”.`,
            });
          }}
        />
      </DialogContent>
    </Dialog>
  );
}

interface AddSourceFormProps {
  projectId: string;
  kind: SourceKind;
  onAdded: (source: SourceDetail) => void;
}

function AddSourceForm({ projectId, kind, onAdded }: AddSourceFormProps) {
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const [fileName, setFileName] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const labels = FIELD_LABELS[kind];

  async function choose(file: File | undefined) {
    setFileName(undefined);
    setProblem(undefined);
    if (!file) return;
    const read = await readTextFile(file, MAX_BODY_LENGTH);
    if ("problem" in read) return setProblem(read.problem);
    setFileName(file.name);
    setBody(read.text);
    if (title.trim() === "") setTitle(file.name.replace(/\.\w+$/, "").slice(0, MAX_TITLE_LENGTH));
  }

  return (
    <ActionForm<CreateSourceInput, SourceDetail>
      action={(input) => createSourceAction(projectId, input)}
      extra={{ kind, ...(fileName !== undefined && { file_name: fileName }) }}
      onSuccess={onAdded}
    >
      {({ pending, errorOf }) => (
        <>
          {kind === "document" && (
            <Field
              label="File"
              required={false}
              hint="Markdown or plain text. What it says is filled in below, where you can still change it."
              error={problem ?? errorOf("file_name")}
            >
              {(control) => (
                <Input
                  {...control}
                  type="file"
                  className="h-auto py-1.5 max-sm:h-auto"
                  accept={[...DOCUMENT_ENDINGS, "text/plain", "text/markdown"].join(",")}
                  onChange={(event) => void choose(event.target.files?.[0])}
                />
              )}
            </Field>
          )}
          <Field label={labels.title} error={errorOf("title")} required>
            {(control) => (
              <Input
                {...control}
                name="title"
                value={title}
                onChange={(event) => setTitle(event.target.value)}
                maxLength={MAX_TITLE_LENGTH}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={labels.body} error={errorOf("body")} required>
            {(control) => (
              <Textarea
                {...control}
                name="body"
                rows={kind === "document" ? 10 : 5}
                value={body}
                onChange={(event) => setBody(event.target.value)}
                maxLength={MAX_BODY_LENGTH}
              />
            )}
          </Field>
          <DialogFooter>
            <DialogClose asChild>
              <Button variant="outline">Cancel</Button>
            </DialogClose>
            <SubmitButton pending={pending}>{WORDS[kind].button}</SubmitButton>
          </DialogFooter>
        </>
      )}
    </ActionForm>
  );
}
