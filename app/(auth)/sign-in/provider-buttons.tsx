"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";

export interface ProviderButtonsProps {
  providers: readonly { id: string; name: string }[];
  next: string;
}

/** Starts a sign-in at Google or GitHub. */
export function ProviderButtons({ providers, next }: ProviderButtonsProps) {
  const [starting, setStarting] = useState<string>();
  const [error, setError] = useState<string>();

  async function start(provider: string) {
    setStarting(provider);
    setError(undefined);
    try {
      window.location.assign(await addressOf(provider, next));
    } catch {
      setStarting(undefined);
      setError("That did not work. Check your connection and try again.");
    }
  }

  return (
    <div className="grid gap-2">
      <FormError message={error} />
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          variant="outline"
          size="lg"
          className="w-full"
          pending={starting === id}
          disabled={starting !== undefined}
          onClick={() => start(id)}
        >
          Continue with {name}
        </Button>
      ))}
    </div>
  );
}

/** next-auth answers with the provider's address when the request carries the token of its own cookie. */
async function addressOf(provider: string, next: string): Promise<string> {
  const token = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
  const response = await fetch(`/api/auth/signin/${provider}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken: token.csrfToken, callbackUrl: next, json: "true" }),
  });
  const { url } = (await response.json()) as { url: string };
  return url;
}
