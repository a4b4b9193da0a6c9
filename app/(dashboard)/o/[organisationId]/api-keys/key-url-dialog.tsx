"use client";

import { Link2 } from "lucide-react";
import { useState } from "react";
import { Moment } from "@/components/format/moment";
import { errorText } from "@/components/forms/error-text";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import type { ApiKeyView } from "@/lib/api-keys/schema";
import { turnOffKeyUrlAction, turnOnKeyUrlAction } from "./actions";

interface KeyUrlDialogProps {
  organisationId: string;
  apiKey: Pick<ApiKeyView, "id" | "name" | "url_made_at">;
}

/** Turns the address with a secret in it on and off; the address itself is shown once. */
export function KeyUrlDialog({ organisationId, apiKey }: KeyUrlDialogProps) {
  const [url, setUrl] = useState<string>();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();
  const input = { api_key_id: apiKey.id };
  const isOn = apiKey.url_made_at !== null;

  async function run(work: () => Promise<string | undefined>) {
    setPending(true);
    setError(await work());
    setPending(false);
  }

  const turnOn = () =>
    run(async () => {
      const result = await turnOnKeyUrlAction(organisationId, input);
      if (!result.ok) return errorText(result.error);
      setUrl(result.data.url);
    });

  const turnOff = () =>
    run(async () => {
      const result = await turnOffKeyUrlAction(organisationId, input);
      if (!result.ok) return errorText(result.error);
      setUrl(undefined);
    });

  return (
    <Dialog
      onOpenChange={() => {
        setUrl(undefined);
        setError(undefined);
      }}
    >
      <DialogTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Secret address of ${apiKey.name}`}
          title="Secret address"
        >
          <Link2 />
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Secret address of {apiKey.name}</DialogTitle>
          <DialogDescription>
            For programs that can't send a header. The address does what the key does and ends with it.
          </DialogDescription>
        </DialogHeader>
        <FormError message={error} />
        {url ? (
          <>
            <CopyField label="Secret address" value={url} />
            <Alert variant="warning">Copy it now: it is not shown again.</Alert>
          </>
        ) : (
          <Alert variant="warning">
            Weaker than a key in a header: addresses end up in histories, logs and screenshots of other
            programs. Caramel itself never logs it. Use a read-only key with an end date.
          </Alert>
        )}
        {isOn && apiKey.url_made_at && (
          <p className="text-muted-foreground text-sm">
            On since <Moment at={apiKey.url_made_at} />.
          </p>
        )}
        <DialogFooter>
          {isOn && (
            <Button variant="destructive-outline" disabled={pending} onClick={turnOff}>
              Turn off
            </Button>
          )}
          {!url && (
            <Button disabled={pending} onClick={turnOn}>
              {isOn ? "Make a new address" : "Turn on"}
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
