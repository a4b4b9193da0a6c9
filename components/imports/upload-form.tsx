"use client";

import { FileText, UploadCloud, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, type FormEvent, type RefObject, useRef, useState } from "react";
import { formatBytes } from "@/components/format/bytes";
import { detectKind } from "@/components/imports/detect-kind";
import { sendFile } from "@/components/imports/send-file";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { ProgressRow } from "@/components/ui/progress-row";
import { cn } from "@/lib/core/cn";
import type { ImportKind } from "@/lib/imports/schema";
import { MAX_UPLOAD_BYTES } from "@/lib/imports/values";

export interface UploadFormProps {
  projectId: string;
  /** Whose conversations they may be, the primary one first. */
  chatbots: readonly { id: string; name: string }[];
}

const ACCEPTED =
  ".jsonl,.ndjson,.json,.csv,.tsv,.txt,.xml,.gz,text/csv,text/tab-separated-values,text/xml,application/xml,application/gzip";

/** Takes a file by hand or by dragging, guesses what it holds, and sends it. */
export function UploadForm({ projectId, chatbots }: UploadFormProps) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [kind, setKind] = useState<ImportKind>("conversations");
  const [isGuessed, setIsGuessed] = useState(true);
  const [chatbotId, setChatbotId] = useState(chatbots[0]?.id);
  const [share, setShare] = useState<number>();
  const [problem, setProblem] = useState<string>();

  async function choose(next: File | undefined) {
    setProblem(next && problemOf(next));
    setFile(next);
    if (!next) return;
    const detected = await detectKind(next);
    setIsGuessed(detected !== null);
    if (detected) setKind(detected);
  }

  function forget() {
    if (input.current) input.current.value = "";
    void choose(undefined);
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    if (!file || problemOf(file)) return;
    setProblem(undefined);
    setShare(0);
    const result = await sendFile({ projectId, file, kind, chatbotId, onProgress: setShare });
    if (result.ok) {
      router.push(`${routes.project(projectId).import}/${result.data.id}`);
      return;
    }
    setShare(undefined);
    setProblem(result.message);
  }

  return (
    <form onSubmit={send} className="grid gap-4">
      <DropZone input={input} onChoose={choose} />
      <FormError message={problem} />
      {file && (
        <>
          <div className="flex items-center gap-3 rounded-md border px-3 py-2">
            <FileText aria-hidden className="size-4 shrink-0 text-muted-foreground" />
            <p className="min-w-0 flex-1 text-sm">
              <span className="block truncate font-medium">{file.name}</span>
              <span className="text-muted-foreground text-xs">{formatBytes(file.size)}</span>
            </p>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label="Choose another file"
              onClick={forget}
              disabled={share !== undefined}
            >
              <X />
            </Button>
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label="What the file holds"
              hint={
                isGuessed ? "Detected; change it if it is wrong." : "This could not be told from the file."
              }
            >
              {(control) => (
                <NativeSelect
                  {...control}
                  value={kind}
                  onChange={(event) => setKind(event.target.value as ImportKind)}
                >
                  <option value="conversations">Conversations (JSONL, CSV)</option>
                  <option value="products">Products (Shopify, Google Merchant)</option>
                </NativeSelect>
              )}
            </Field>
            {kind === "conversations" && chatbots.length > 1 && (
              <Field label="Chatbot they belong to">
                {(control) => (
                  <NativeSelect
                    {...control}
                    value={chatbotId}
                    onChange={(event) => setChatbotId(event.target.value)}
                  >
                    <Options of={chatbots.map((chatbot) => [chatbot.id, chatbot.name])} />
                  </NativeSelect>
                )}
              </Field>
            )}
          </div>
          {share !== undefined && (
            <ProgressRow label="Uploading" value={share < 1 ? share * 100 : undefined} detail={file.name} />
          )}
          <div className="flex justify-end">
            <Button type="submit" pending={share !== undefined} disabled={problemOf(file) !== undefined}>
              Import {kind}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

function problemOf(file: File): string | undefined {
  if (file.size === 0) return "The file is empty. Choose another one.";
  if (file.size > MAX_UPLOAD_BYTES) {
    return `The file has ${formatBytes(file.size)}; at most ${formatBytes(MAX_UPLOAD_BYTES)} can be uploaded. Pack it with gzip, or split it.`;
  }
}

interface DropZoneProps {
  input: RefObject<HTMLInputElement | null>;
  onChoose: (file: File | undefined) => void;
}

/** The whole area is the file input's label, so that a press, a key and a drop all work. */
function DropZone({ input, onChoose }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    onChoose(event.dataTransfer.files[0]);
  }

  return (
    <label
      htmlFor="import-file"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={cn(
        "grid justify-items-center gap-1.5 rounded-lg border border-dashed px-4 py-8 text-center transition-colors hover:bg-muted/60 has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2",
        isOver ? "border-primary bg-primary-subtle" : "border-input",
      )}
    >
      <UploadCloud aria-hidden className="size-6 text-muted-foreground" />
      <span className="font-medium text-sm">Drop a file here, or choose one</span>
      <span className="text-muted-foreground text-xs">
        JSONL, CSV, TSV or XML, also packed as .gz, up to {formatBytes(MAX_UPLOAD_BYTES)}
      </span>
      <input
        ref={input}
        id="import-file"
        type="file"
        accept={ACCEPTED}
        aria-label="File to import"
        className="sr-only"
        onChange={(event) => onChoose(event.target.files?.[0])}
      />
    </label>
  );
}
