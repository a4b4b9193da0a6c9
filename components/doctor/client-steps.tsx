import { clientInstructions, KEY_PLACEHOLDER } from "@/components/mcp/client-instructions";
import { InstructionSteps } from "@/components/mcp/instruction-steps";
import { CopyField } from "@/components/ui/copy-field";
import type { ClientTry } from "@/lib/doctor/schema";

interface ClientStepsProps {
  kind: ClientTry["client"]["kind"];
  url: string;
}

/** How a client is connected; for one that is not known, the address it needs. */
export function ClientSteps({ kind, url }: ClientStepsProps) {
  const instructions = clientInstructions({ url, apiKey: KEY_PLACEHOLDER }).find(({ id }) => id === kind);
  return instructions ? (
    <InstructionSteps steps={instructions.signIn} />
  ) : (
    <CopyField label="Connection URL" value={url} className="lg:max-w-2xl" />
  );
}
