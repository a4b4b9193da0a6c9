import { Alert } from "@/components/ui/alert";
import type {
  AnsweredRequest,
  ConsentClient,
  ConsentOrganisation,
  RefuseRequestInput,
} from "@/lib/oauth/schema";
import type { ActionResult } from "@/lib/web/schema";
import { whoDecides } from "./choices";
import { RefuseButton } from "./refuse-button";

export interface NotAllowedProps {
  uid: string;
  client: ConsentClient;
  organisation: ConsentOrganisation;
  refuse: (input: RefuseRequestInput) => Promise<ActionResult<AnsweredRequest>>;
}

/** Stands where the choices would be when the organisation's policy does not let the app connect. */
export function NotAllowed({ uid, client, organisation, refuse }: NotAllowedProps) {
  return (
    <>
      <Alert variant="warning" title={`${organisation.name} does not let ${client.name} connect`}>
        Its policy says which apps may. {whoDecides(organisation)} can change that under Settings,
        Organisation. Nothing was shared with the app.
      </Alert>
      <RefuseButton uid={uid} label={`Back to ${client.name}`} action={refuse} />
    </>
  );
}
