"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import type { WidgetSettings } from "@/lib/chatbots/schema";
import { updateWidgetAction } from "../actions";
import { ChangeForm } from "../change-form";
import { LEAD_FORM_WORDS, type WebsiteFormProps } from "./words";

/** As in the schema, which is too heavy for a page. */
const MAX_CONSENT_LENGTH = 500;

/** When visitors are asked who they are, and what they agree to. */
export function ContactForm({ projectId, chatbotId, widget }: WebsiteFormProps) {
  const [leadForm, setLeadForm] = useState(widget.lead_form);
  return (
    <ChangeForm
      title="Contact details"
      description="Visitors who leave their name, e-mail address or phone number become leads."
      initial={{ lead_form: widget.lead_form, consent_text: widget.consent_text }}
      save={({ lead_form, consent_text }) =>
        updateWidgetAction(projectId, {
          chatbot_id: chatbotId,
          lead_form: lead_form as WidgetSettings["lead_form"] | undefined,
          consent_text,
        })
      }
    >
      {({ errorOf }) => (
        <>
          <input type="hidden" name="lead_form" value={leadForm} />
          <RadioGroup
            aria-label="When visitors are asked for their details"
            value={leadForm}
            onValueChange={(value) => setLeadForm(value as WidgetSettings["lead_form"])}
            className="sm:grid-cols-3"
          >
            {Object.entries(LEAD_FORM_WORDS).map(([value, { title, hint }]) => (
              <RadioCard key={value} value={value} label={title} hint={hint} />
            ))}
          </RadioGroup>
          <Field
            label="Consent text"
            error={errorOf("consent_text")}
            hint="Stands beside a box that visitors tick. Say what you do with their details. It is kept with the lead."
            required
          >
            {(control) => (
              <Textarea
                {...control}
                name="consent_text"
                rows={2}
                defaultValue={widget.consent_text}
                maxLength={MAX_CONSENT_LENGTH}
              />
            )}
          </Field>
        </>
      )}
    </ChangeForm>
  );
}
