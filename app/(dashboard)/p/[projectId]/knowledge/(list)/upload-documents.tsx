"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { formatBytes } from "@/components/format/bytes";
import { sendDocument } from "@/components/knowledge/send-document";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ProgressRow } from "@/components/ui/progress-row";
import { SubmitButton } from "@/components/ui/submit-button";
import { DOCUMENT_ENDINGS, MAX_DOCUMENT_BYTES } from "@/lib/documents/values";

/** Files that travel at once. */
const AT_ONCE = 2;

type Progress =
  | { state: "waiting" }
  | { state: "sending"; share: number }
  | { state: "done"; title: string }
  | { state: "failed"; message: string };

interface Upload {
  file: File;
  progress: Progress;
}

interface UploadDocumentsProps {
  projectId: string;
  onBusy: (isBusy: boolean) => void;
}

/** Takes several files, and tells of each how far it is and what became of it. */
export function UploadDocuments({ projectId, onBusy }: UploadDocumentsProps) {
  const router = useRouter();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const waiting = uploads.filter(({ progress }) => progress.state === "waiting");
  const isDone = uploads.length > 0 && waiting.length === 0 && !isSending;

  function choose(files: FileList | null) {
    setProblem(undefined);
    setUploads([...(files ?? [])].map((file) => ({ file, progress: progressOf(file) })));
  }

  function note(file: File, progress: Progress) {
    setUploads((all) => all.map((upload) => (upload.file === file ? { file, progress } : upload)));
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    if (waiting.length === 0) return setProblem("Choose at least one file first.");
    const queue = waiting.map(({ file }) => file);
    setIsSending(true);
    onBusy(true);
    const sendNext = async () => {
      for (let file = queue.shift(); file; file = queue.shift()) {
        const sent = file;
        note(sent, { state: "sending", share: 0 });
        const result = await sendDocument({
          projectId,
          file: sent,
          onProgress: (share) => note(sent, { state: "sending", share }),
        });
        note(
          sent,
          result.ok
            ? { state: "done", title: result.data.title }
            : { state: "failed", message: result.message },
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
    setIsSending(false);
    onBusy(false);
    router.refresh();
  }

  return (
    <form method="post" onSubmit={send} className="grid min-w-0 gap-4">
      <Field
        label="Files"
        hint={`PDF, Word (.docx), HTML, Markdown or text, up to ${formatBytes(MAX_DOCUMENT_BYTES)} each.`}
        error={problem}
        required
      >
        {(control) => (
          <Input
            {...control}
            required={false}
            type="file"
            multiple
            disabled={isSending}
            className="h-auto py-1.5 max-sm:h-auto"
            accept={DOCUMENT_ENDINGS.join(",")}
            onChange={(event) => choose(event.target.files)}
          />
        )}
      </Field>
      {uploads.length > 0 && (
        <ul aria-label="Chosen files" aria-live="polite" className="grid gap-3">
          {uploads.map(({ file, progress }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and their order stays
            <li key={index}>
              <UploadRow file={file} progress={progress} />
            </li>
          ))}
        </ul>
      )}
      <DialogFooter>
        <DialogClose asChild>
          <Button variant={isDone ? "default" : "outline"} disabled={isSending}>
            {isDone ? "Done" : "Cancel"}
          </Button>
        </DialogClose>
        {!isDone && (
          <SubmitButton pending={isSending}>
            {waiting.length > 1 ? `Upload ${waiting.length} files` : "Upload"}
          </SubmitButton>
        )}
      </DialogFooter>
    </form>
  );
}

/** What is too large needs no journey. */
function progressOf(file: File): Progress {
  if (file.size <= MAX_DOCUMENT_BYTES) return { state: "waiting" };
  return {
    state: "failed",
    message: `The file is larger than ${formatBytes(MAX_DOCUMENT_BYTES)}. Split it, or save it without large pictures.`,
  };
}

function UploadRow({ file, progress }: Upload) {
  switch (progress.state) {
    case "waiting":
      return (
        <p className="flex justify-between gap-3 text-sm">
          <span className="min-w-0 truncate font-medium">{file.name}</span>
          <span className="shrink-0 text-muted-foreground text-xs">{formatBytes(file.size)}</span>
        </p>
      );
    case "sending":
      return (
        <ProgressRow
          label={file.name}
          value={progress.share < 1 ? progress.share * 100 : undefined}
          detail={progress.share < 1 ? "Uploading" : "Reading its text"}
        />
      );
    case "done":
      return (
        <p className="flex items-start gap-2 text-sm">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
          <span className="min-w-0 break-words">
            <span className="font-medium">{file.name}</span> was added as “{progress.title}”.
          </span>
        </p>
      );
    case "failed":
      return (
        <p className="flex items-start gap-2 text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-destructive-text" />
          <span className="min-w-0 break-words">
            <span className="font-medium">{file.name}</span> was not added. {progress.message}
          </span>
        </p>
      );
  }
}
