"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";
import { ANY_ORIGIN, canonicalOrigin, isWebsiteOrigin } from "@/lib/core/origin";
import { updateWidgetAction } from "../actions";
import { ChangeForm } from "../change-form";
import { TextList } from "./text-list";
import type { WebsiteFormProps } from "./words";

/** As in the schema, which is too heavy for a page. */
const MAX_ORIGINS = 50;

/** Where the chat may be shown. */
export function WebsitesForm({ projectId, chatbotId, widget }: WebsiteFormProps) {
  const saved = widget.allowed_origins;
  const [isAny, setAny] = useState(saved.includes(ANY_ORIGIN));
  const [origins, setOrigins] = useState(saved.filter((origin) => origin !== ANY_ORIGIN));
  return (
    <ChangeForm
      title="Websites"
      description="Only these websites may show the chat. Others are refused, even with your embed code."
      initial={{ allowed_origins: saved.join("\n") }}
      save={({ allowed_origins = "" }) =>
        updateWidgetAction(projectId, {
          chatbot_id: chatbotId,
          allowed_origins: allowed_origins.split("\n").filter(Boolean),
        })
      }
    >
      {({ errorOf }) => (
        <>
          <RadioGroup
            aria-label="Websites that may show the chat"
            value={isAny ? "any" : "listed"}
            onValueChange={(value) => setAny(value === "any")}
            className="sm:grid-cols-2"
          >
            <RadioCard value="listed" label="Websites of a list" hint="The safe choice." />
            <RadioCard value="any" label="Any website" hint="For trying things out." />
          </RadioGroup>
          {isAny ? (
            <>
              <input type="hidden" name="allowed_origins" value={ANY_ORIGIN} />
              <Alert variant="warning">
                Anybody can put your chat on their own website then, where it speaks in your name and uses up
                your replies.
              </Alert>
            </>
          ) : (
            <TextList
              name="allowed_origins"
              label="Add a website"
              listLabel="Allowed websites"
              hint="With and without www are two websites: add both if you use both."
              placeholder="shop.example"
              items={origins}
              onChange={setOrigins}
              read={readOrigin}
              maxItems={MAX_ORIGINS}
              error={errorOf("allowed_origins")}
              empty="No website yet: the chat works on its demo page only."
            />
          )}
        </>
      )}
    </ChangeForm>
  );
}

function readOrigin(typed: string): { text: string } | { problem: string } {
  const text = canonicalOrigin(typed);
  if (isWebsiteOrigin(text)) return { text };
  if (typed.includes("*")) {
    return { problem: "Write each website in full, such as shop.example; * can't stand for a part of it." };
  }
  return { problem: "That is no address of a website. Write it as in the browser, such as shop.example." };
}
