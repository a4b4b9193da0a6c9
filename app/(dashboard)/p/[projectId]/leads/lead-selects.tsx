"use client";

import { useOptimistic, useTransition } from "react";
import { sentence } from "@/components/forms/action-form";
import {
  leadName,
  QUALIFICATION_LABELS,
  QUALIFICATIONS,
  STAGE_LABELS,
  STAGES,
} from "@/components/leads/words";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { useToast } from "@/components/ui/toast";
import type { LeadQualification, LeadStage, LeadView } from "@/lib/leads/schema";
import { updateLeadAction } from "./actions";

interface LeadSelectProps {
  projectId: string;
  lead: LeadView;
}

export function StageSelect({ projectId, lead }: LeadSelectProps) {
  return (
    <ChoiceSelect
      label={`Stage of ${leadName(lead)}`}
      value={lead.stage}
      options={STAGES.map((stage) => ({ value: stage, label: STAGE_LABELS[stage] }))}
      change={(stage: LeadStage) => updateLeadAction(projectId, { lead_id: lead.id, stage })}
    />
  );
}

export function QualificationSelect({ projectId, lead }: LeadSelectProps) {
  return (
    <ChoiceSelect
      label={`Qualification of ${leadName(lead)}`}
      value={lead.qualification}
      options={QUALIFICATIONS.map((name) => ({ value: name, label: QUALIFICATION_LABELS[name] }))}
      change={(qualification: LeadQualification) =>
        updateLeadAction(projectId, { lead_id: lead.id, qualification })
      }
    />
  );
}

interface ChoiceSelectProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  change: (next: Value) => ReturnType<typeof updateLeadAction>;
}

/** A choice that is kept as soon as it is made. */
function ChoiceSelect<Value extends string>({ label, value, options, change }: ChoiceSelectProps<Value>) {
  const [shown, setShown] = useOptimistic(value);
  const [pending, startTransition] = useTransition();
  const toast = useToast();

  function choose(next: Value) {
    startTransition(async () => {
      setShown(next);
      const result = await change(next);
      if (result.ok) return;
      toast({ title: "The lead was not changed", description: sentence(result.error), variant: "error" });
    });
  }

  return (
    <NativeSelect
      aria-label={label}
      value={shown}
      aria-busy={pending}
      onChange={(event) => choose(event.target.value as Value)}
      className="max-sm:w-44"
    >
      <Options of={options.map((option) => [option.value, option.label])} />
    </NativeSelect>
  );
}
