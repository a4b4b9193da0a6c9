import type { ChatActions } from "../chat";
import type { ChatState } from "../state";
import { el, textButton } from "./dom";
import { formOf } from "./form";

/** Asks for contact details: before the chat, or when nobody but a person can help. */
export function contactForm(state: ChatState, actions: ChatActions, isBefore: boolean): HTMLElement {
  const { speech, consentText } = state;
  const { words } = speech;
  const form = formOf({
    id: isBefore ? "before" : "contact",
    speech,
    submit: isBefore ? words.startChat : words.send,
    fields: [
      { name: "name", label: words.name, kind: "text", maxLength: 120, autocomplete: "name" },
      {
        name: "email",
        label: words.email,
        kind: "email",
        maxLength: 254,
        autocomplete: "email",
        isOneOf: true,
      },
      { name: "phone", label: words.phone, kind: "tel", maxLength: 40, autocomplete: "tel", isOneOf: true },
      { name: "consent", label: consentText, kind: "check", isRequired: true },
    ],
    check: ({ email, phone }): Record<string, string> =>
      email || phone ? {} : { email: words.emailOrPhone },
    send: async ({ name, email, phone }) => {
      await actions.leaveContact({
        ...(name && { name }),
        ...(email && { email }),
        ...(phone && { phone }),
        consent: true,
      });
    },
  });
  const card = el("section", {
    class: "card",
    "aria-label": isBefore ? words.contactFirst : words.contactWhy,
  });
  card.append(el("p", { class: "lead" }, isBefore ? words.contactFirst : words.contactWhy), form);
  if (!isBefore) form.append(textButton(words.notNow, actions.declineContact, "quiet"));
  return card;
}
