import { Card, CardContent } from "@/components/ui/card";
import type { WidgetSettings } from "@/lib/chatbots/schema";
import { ANY_ORIGIN } from "@/lib/core/origin";
import { LEAD_FORM_WORDS } from "./words";

/** The settings for those who may only look at them. */
export function WebsiteFacts({ widget }: { widget: WidgetSettings }) {
  const facts = {
    "May be shown on": websites(widget.allowed_origins),
    "Asks who visitors are": LEAD_FORM_WORDS[widget.lead_form].title,
    "Visitors agree to": widget.consent_text,
    "Visitors may open tickets": widget.visitor_tickets ? "Yes" : "No",
    "Opens a ticket by itself": widget.ticket_after
      ? `After ${widget.ticket_after} unanswered ${widget.ticket_after === 1 ? "question" : "questions"}`
      : "No",
    "Words that open a ticket": widget.ticket_words.join(", ") || "None",
  };
  return (
    <Card className="max-w-3xl">
      <CardContent>
        <dl className="grid gap-3 text-sm">
          {Object.entries(facts).map(([label, value]) => (
            <div key={label} className="grid gap-1 sm:grid-cols-[12rem_minmax(0,1fr)] sm:gap-3">
              <dt className="text-muted-foreground">{label}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </div>
          ))}
        </dl>
      </CardContent>
    </Card>
  );
}

function websites(origins: readonly string[]): string {
  if (origins.includes(ANY_ORIGIN)) return "Any website";
  return origins.join(", ") || "The demo page only";
}
