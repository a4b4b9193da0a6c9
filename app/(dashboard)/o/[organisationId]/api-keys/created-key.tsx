"use client";

import { claudeCodeWithKey } from "@/components/mcp/client-instructions";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyField } from "@/components/ui/copy-field";
import { DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import type { CreatedApiKey } from "@/lib/api-keys/schema";

interface CreatedKeyProps {
  created: CreatedApiKey;
  accountUrl: string;
  onDone: () => void;
}

/** The key itself, which is never shown again, and how to use it. */
export function CreatedKey({ created, accountUrl, onDone }: CreatedKeyProps) {
  const { api_key: key, secret } = created;
  const url = key.project ? `${accountUrl}/projects/${key.project.id}` : accountUrl;
  return (
    <>
      <DialogHeader>
        <DialogTitle>{key.name} is ready</DialogTitle>
        <DialogDescription>Copy the key now and keep it in a safe place.</DialogDescription>
      </DialogHeader>
      <div className="grid min-w-0 gap-4">
        <CopyField label="API key" value={secret} />
        <Alert variant="warning">
          It is not shown again. If it is lost, revoke it and create another one.
        </Alert>
        <CodeBlock
          name="terminal command"
          title="For example in Claude Code"
          code={claudeCodeWithKey({ url, apiKey: secret })}
        />
        <p className="text-muted-foreground text-sm">
          Any other client: send the header <code className="font-mono text-xs">Authorization: Bearer …</code>{" "}
          to <code className="break-all font-mono text-xs">{url}</code>.
        </p>
      </div>
      <DialogFooter>
        <Button onClick={onDone}>I have copied it</Button>
      </DialogFooter>
    </>
  );
}
