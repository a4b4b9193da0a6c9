"use client";

import Link from "next/link";
import { useState } from "react";
import type { ClientInstructions } from "@/components/mcp/client-instructions";
import { InstructionSteps } from "@/components/mcp/instruction-steps";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";

export interface ConnectInstructionsProps {
  /** What can be connected to, with what to do in each client: texts that a page need not hold as code. */
  addresses: readonly {
    id: string;
    label: string;
    isReachableFromInternet: boolean;
    clients: readonly ClientInstructions[];
  }[];
  /** What stands in the instructions for the person's own key. */
  keyPlaceholder: string;
  /** Where keys are made; absent for people who may not. */
  apiKeysHref: string | undefined;
}

/** Steps for each assistant, for the chosen connection URL and way of signing in. */
export function ConnectInstructions({ addresses, keyPlaceholder, apiKeysHref }: ConnectInstructionsProps) {
  const [addressId, setAddressId] = useState(addresses[0]?.id);
  const [method, setMethod] = useState<"sign-in" | "key">("sign-in");
  const chosen = addresses.find(({ id }) => id === addressId);
  const clients = chosen?.clients ?? [];
  return (
    <div className="grid min-w-0 gap-4">
      <div className="grid gap-3 sm:grid-cols-2 lg:max-w-2xl">
        <Field label="What it connects to">
          {(control) => (
            <NativeSelect
              {...control}
              value={addressId}
              onChange={(event) => setAddressId(event.target.value)}
            >
              <Options of={addresses.map((address) => [address.id, address.label])} />
            </NativeSelect>
          )}
        </Field>
        <Field label="How it proves itself">
          {(control) => (
            <NativeSelect
              {...control}
              value={method}
              onChange={(event) => setMethod(event.target.value === "key" ? "key" : "sign-in")}
            >
              <option value="sign-in">Sign in with the browser (recommended)</option>
              <option value="key">API key</option>
            </NativeSelect>
          )}
        </Field>
      </div>
      <Tabs defaultValue={clients[0]?.id}>
        <TabsList aria-label="Assistants">
          {clients.map((client) => (
            <TabsTrigger key={client.id} value={client.id}>
              {client.label}
            </TabsTrigger>
          ))}
        </TabsList>
        {clients.map((client) => (
          <TabsContent key={client.id} value={client.id} className="grid gap-3">
            {client.isHosted && !chosen?.isReachableFromInternet && (
              <Alert variant="warning" title={`${client.label} can't reach this address`}>
                {client.label} calls from its maker's servers, so Caramel needs a public https address. Set
                BASE_URL to it and start again.
              </Alert>
            )}
            {method === "key" && client.withKey !== null && (
              <KeyHint keyPlaceholder={keyPlaceholder} apiKeysHref={apiKeysHref} />
            )}
            <Steps client={client} method={method} />
          </TabsContent>
        ))}
      </Tabs>
    </div>
  );
}

function KeyHint({ keyPlaceholder, apiKeysHref }: Omit<ConnectInstructionsProps, "addresses">) {
  return (
    <p className="text-muted-foreground text-sm">
      Put your own key in place of <code className="font-mono text-xs">{keyPlaceholder}</code>.{" "}
      {apiKeysHref ? (
        <>
          Make one under{" "}
          <Link href={apiKeysHref} className="link">
            API keys
          </Link>
          .
        </>
      ) : (
        "An owner or admin of your organisation makes keys."
      )}
    </p>
  );
}

function Steps({ client, method }: { client: ClientInstructions; method: "sign-in" | "key" }) {
  const steps = method === "key" ? client.withKey : client.signIn;
  return steps === null ? <Alert>{client.keyNote}</Alert> : <InstructionSteps steps={steps} />;
}
