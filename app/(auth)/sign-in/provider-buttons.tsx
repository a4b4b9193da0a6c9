"use client";

import { useState } from "react";
import { providerAddress } from "@/components/sign-in/provider-address";
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
      window.location.assign(await providerAddress(provider, next));
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
