import { Alert } from "@/components/ui/alert";

/** Stands where a link by e-mail would be offered. */
export function NoMail() {
  return (
    <Alert title="No e-mail is sent from here">
      This installation has no mail server. Ask the person who runs it for a link to choose a new password.
    </Alert>
  );
}
