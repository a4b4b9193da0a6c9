"use client";

import { useState, useTransition } from "react";
import { errorText } from "@/components/forms/error-text";
import { Button } from "@/components/ui/button";
import { testModelProviderAction } from "./actions";

interface TestProviderButtonProps {
  organisationId: string;
  providerId: string;
  name: string;
}

/** Tries the provider and says beside the button what came of it. */
export function TestProviderButton({ organisationId, providerId, name }: TestProviderButtonProps) {
  const [found, setFound] = useState("");
  const [pending, start] = useTransition();

  function test() {
    setFound("");
    start(async () => {
      const result = await testModelProviderAction(organisationId, { provider_id: providerId }).catch(
        () => null,
      );
      if (result === null) setFound("That did not reach the server. Check your connection and try again.");
      // What failed stands above, as the last error.
      else if (result.ok) setFound(result.data.works ? result.data.message : "It does not work.");
      else setFound(errorText(result.error));
    });
  }

  return (
    <>
      <Button
        variant="outline"
        size="sm"
        pending={pending}
        onClick={test}
        aria-label={`Test the connection to ${name}`}
      >
        Test the connection
      </Button>
      <p role="status" className="order-last w-full text-muted-foreground text-sm empty:hidden">
        {found}
      </p>
    </>
  );
}
