import { BadgeCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import type { ConsentClient } from "@/lib/oauth/schema";

/** Who asks, and where the answer goes. Only initials: a logo would be loaded from wherever the client likes. */
export function ClientFacts({ client }: { client: ConsentClient }) {
  return (
    <section aria-label="The app that asks" className="grid gap-3">
      <div className="flex items-start gap-3">
        <Avatar name={client.name} size="lg" shape="square" />
        <div className="grid min-w-0 gap-1">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-base">
            <span className="break-words">{client.name}</span>
            {client.isVerified ? (
              <Badge variant="success">
                <BadgeCheck aria-hidden />
                Verified
              </Badge>
            ) : (
              <Badge variant="warning">Unverified</Badge>
            )}
          </p>
          <p className="text-muted-foreground text-sm">wants to use your Caramel data.</p>
        </div>
      </div>
      <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[10rem_1fr]">
        <Fact name="Who vouches for the name">
          {client.documentHost ??
            (client.isPreregistered ? "the operator of this server" : "nobody: the app named itself")}
        </Fact>
        <Fact name="The answer goes to">{client.redirectHost}</Fact>
      </dl>
      {client.redirectKind === "loopback" && (
        <Alert variant="warning" title="The answer goes to this computer">
          Only continue if you started connecting from an app on this computer a moment ago. Nobody can check
          which app is listening.
        </Alert>
      )}
      {client.redirectKind === "private-use" && (
        <Alert variant="warning" title="The answer goes to an app on this device">
          Only continue if you started connecting from that app a moment ago. Nobody can check which app opens
          such addresses.
        </Alert>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="min-w-0 break-all font-medium max-sm:mb-1">{children}</dd>
    </>
  );
}
