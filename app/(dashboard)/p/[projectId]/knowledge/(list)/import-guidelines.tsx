"use client";

import { type FormEvent, useState } from "react";
import { formatCount } from "@/components/format/count";
import { errorText } from "@/components/forms/error-text";
import { SubmitOrCancel } from "@/components/forms/submit-or-cancel";
import { readTextFile } from "@/components/knowledge/read-text-file";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { GuidelineReport } from "@/lib/knowledge/schema";
import { MAX_GUIDELINE_CHARACTERS } from "@/lib/knowledge/values";
import { importGuidelinesAction } from "../actions";

const EXAMPLE = '[{"question": "Do you ship abroad?", "answer": "Yes, to every country of the EU."}]';

/** Takes a file of questions and answers or guidelines, and tells what became of it. */
export function ImportGuidelines({ projectId }: { projectId: string }) {
  const [report, setReport] = useState<GuidelineReport>();
  return (
    <div className="grid min-w-0 gap-4">
      <p className="text-muted-foreground text-sm">
        {report
          ? "Imported. Your chatbots learn what is new in a moment."
          : "A JSON file of questions with answers, or of guidelines by topic. Importing it again updates what came from it."}
      </p>
      {report ? <Report report={report} /> : <GuidelineForm projectId={projectId} onImported={setReport} />}
    </div>
  );
}

interface GuidelineFormProps {
  projectId: string;
  onImported: (report: GuidelineReport) => void;
}

function GuidelineForm({ projectId, onImported }: GuidelineFormProps) {
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const file = new FormData(event.currentTarget).get("file");
    if (!(file instanceof File) || file.name === "") return setProblem("Choose a file first.");
    setPending(true);
    setProblem(await importFile(file));
    setPending(false);
  }

  async function importFile(file: File): Promise<string | undefined> {
    const read = await readTextFile(file, MAX_GUIDELINE_CHARACTERS);
    if ("problem" in read) return read.problem;
    try {
      const result = await importGuidelinesAction(projectId, { file_name: file.name, text: read.text });
      if (!result.ok) return errorText(result.error);
      onImported(result.data);
    } catch {
      return "That did not reach the server. Check your connection and try again.";
    }
  }

  return (
    <form method="post" onSubmit={send} className="grid min-w-0 gap-4">
      <Field label="File" error={problem} required>
        {(control) => (
          <Input
            {...control}
            required={false}
            type="file"
            className="h-auto py-1.5 max-sm:h-auto"
            name="file"
            accept=".json,application/json"
            onChange={() => setProblem(undefined)}
          />
        )}
      </Field>
      <div className="grid min-w-0 gap-1.5 text-sm">
        <p className="text-muted-foreground">It may look like this:</p>
        <CodeBlock name="example" code={EXAMPLE} wrap />
      </div>
      <SubmitOrCancel pending={pending}>Import</SubmitOrCancel>
    </form>
  );
}

function Report({ report }: { report: GuidelineReport }) {
  const figures = [
    ["New", report.created],
    ["Changed", report.updated],
    ["Unchanged", report.unchanged],
    ["Rejected", report.rejected.length],
  ] as const;
  return (
    <>
      <div role="status">
        <dl className="grid grid-cols-2 gap-3 text-sm sm:grid-cols-4">
          {figures.map(([label, count]) => (
            <div key={label} className="grid">
              <dt className="text-muted-foreground text-xs">{label}</dt>
              <dd className="font-semibold text-lg tabular-nums">{formatCount(count)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {report.rejected.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div tabIndex={0} className="max-h-72 overflow-y-auto rounded-md border">
          <Table label="Rejected entries" phone="cards">
            <TableHeader>
              <TableRow>
                <TableHead>Entry</TableHead>
                <TableHead>What is wrong</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {report.rejected.map(({ entry, field, reason }) => (
                <TableRow key={`${entry} ${field}`}>
                  <TableCell className="break-words align-top">{entry}</TableCell>
                  <TableCell className="break-words align-top text-muted-foreground">
                    {field && <span className="font-mono text-xs">{field}: </span>}
                    {reason}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
      <DialogFooter>
        <DialogClose asChild>
          <Button>Done</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
