import type { InstructionStep } from "@/components/mcp/client-instructions";
import { CodeBlock } from "@/components/ui/code-block";

/** Things to do in a client, in order, with what to copy. */
export function InstructionSteps({ steps }: { steps: readonly InstructionStep[] }) {
  return (
    <ol className="grid min-w-0 gap-2.5 lg:max-w-3xl">
      {steps.map((step) => (
        <li key={keyOf(step)} className="min-w-0">
          {step.kind === "text" ? (
            <p className="text-sm">{step.text}</p>
          ) : (
            <CodeBlock code={step.code} name={step.name} title={step.title} />
          )}
        </li>
      ))}
    </ol>
  );
}

function keyOf(step: InstructionStep): string {
  return step.kind === "text" ? step.text : `${step.title} ${step.code}`;
}
