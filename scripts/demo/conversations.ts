// Conversations of a shop over the last weeks: the same ones on every run, moved to end today.
import { seededNumbers } from "@/scripts/seeded-numbers";

interface Topic {
  /** How often it comes up, against the others. */
  weight: number;
  questions: readonly string[];
  answers: readonly string[];
  more?: readonly (readonly [question: string, answer: string])[];
}

const TOPICS: readonly Topic[] = [
  {
    weight: 9,
    questions: [
      "Where is my order HC-{order}? It should have been here by now.",
      "Hi, the tracking link of HC-{order} shows nothing since yesterday.",
      "When will order HC-{order} arrive?",
    ],
    answers: [
      "We roast on Tuesdays and Thursdays and send on the same day. Within Germany and Austria a parcel then takes one to two working days.",
      "The link becomes active once the carrier has scanned the parcel. If it shows nothing after one working day, tell us your order number and we look into it.",
    ],
    more: [["Thanks, I'll wait until tomorrow.", "Good. Write again if it has not moved by then."]],
  },
  {
    weight: 7,
    questions: [
      "Which grinder do I need for espresso?",
      "Is the Tide hand grinder fine enough for my espresso machine?",
      "I have a Gaggia Classic. Tide or Harbourmaster?",
    ],
    answers: [
      "For espresso take the Harbourmaster electric grinder: it is stepless and grinds 18 g in eight seconds. The Tide and the pocket grinder are for filter, French press and moka pot.",
    ],
    more: [
      [
        "How long is the guarantee?",
        "Three years for grinders and kettles. Burrs and motor can be replaced after that as well.",
      ],
      [
        "Do you have it in white?",
        "Yes, the Harbourmaster comes in black and white. White is nearly sold out.",
      ],
    ],
  },
  {
    weight: 6,
    questions: [
      "My espresso tastes sour, what am I doing wrong?",
      "The coffee runs through in 15 seconds. Help!",
      "Which grind for the French press?",
    ],
    answers: [
      "Sour usually means too coarse or too cool. Aim for 18 g in and 36 g out in 25 to 30 seconds at 93 °C, and grind a step finer until you get there.",
      "For the French press: 60 g to a litre, coarse, four minutes. Stir, take off the foam and press slowly.",
    ],
    more: [["That helped, thank you!", "Glad to hear it. Enjoy your coffee!"]],
  },
  {
    weight: 5,
    questions: [
      "Can I pause my subscription for August?",
      "How do I cancel the subscription?",
      "Can I swap espresso for filter?",
    ],
    answers: [
      "Yes, at any time in your account under Subscriptions, up to the evening before a roasting day. There is no minimum.",
    ],
  },
  {
    weight: 5,
    questions: [
      "Do you deliver to Norway, and what does it cost?",
      "Shipping to Switzerland?",
      "Do you ship to the US?",
    ],
    answers: [
      "Norway, Switzerland and the United Kingdom take four to seven working days for 12.90 EUR, free from 120 EUR. Customs are paid in advance. We do not deliver outside Europe at the moment.",
    ],
  },
  {
    weight: 4,
    questions: ["My dripper arrived broken.", "One of the two espresso cups has a crack :("],
    answers: [
      "I am sorry. Please send us a photo of the box and of what is broken; we send a new one at once, and you need not send the broken one back.",
    ],
    more: [
      [
        "Where do I send the photo?",
        "Answer to the message with your order number, or attach it to a ticket here. A colleague takes care of it.",
      ],
    ],
  },
  {
    weight: 4,
    questions: [
      "How do I return a kettle I have not used?",
      "I ordered the wrong colour, can I exchange it?",
    ],
    answers: [
      "You may send back anything unused within 30 days. Write to us with your order number and we send a return label; it is free within Germany and Austria.",
    ],
  },
  {
    weight: 4,
    questions: [
      "We are an office of 40 people and need about 8 kg a month. Can you make an offer?",
      "I run a small café in Bremen. Do you supply cafés?",
      "Do you have prices for offices?",
    ],
    answers: [
      "Yes, from 5 kg a month. Leave us your name and how much you need, and we make an offer within a day.",
    ],
    more: [
      ["{name}, {email}. We would start next month.", "Thank you! A colleague writes to you within a day."],
    ],
  },
  {
    weight: 3,
    questions: ["Which of your coffees are organic?", "Is the decaf made with solvents?"],
    answers: [
      "Fisherman's Filter and Night Watch Decaf are certified organic. The decaf is made with mountain water, without solvents, and has less than 0.1 % caffeine.",
    ],
  },
  {
    weight: 3,
    questions: [
      "I need a present for somebody who likes filter coffee, up to 90 euros.",
      "What would you give a beginner?",
    ],
    answers: [
      "The pour-over starter set has the stoneware dripper, filters, a scale and 250 g of Fisherman's Filter for 82. The tasting box for 24 is a smaller one.",
    ],
    more: [["Can you put a card in?", "Yes, write the text into the note of your order."]],
  },
  {
    weight: 2,
    questions: ["Is the moss mug coming back?", "When is the green travel mug in stock again?"],
    answers: [
      "It is with the potter and comes back within about three weeks. Leave your e-mail address, and we tell you.",
    ],
    more: [["{email}", "Noted. You hear from us as soon as it is here."]],
  },
  {
    weight: 2,
    questions: [
      "Do you have a machine that makes oat milk?",
      "Can I rent your roastery for a birthday?",
      "Do you buy used grinders?",
    ],
    answers: [],
  },
];

const PEOPLE = [
  ...["Lena Vogt", "Jonas Brandt", "Priya Raman", "Emil Sandvik", "Clara Weiss", "Tom Hughes", "Ana Ribeiro"],
  ...[
    "Mateusz Nowak",
    "Sofie Lind",
    "David Okafor",
    "Giulia Conti",
    "Noah Keller",
    "Marta Ilić",
    "Felix Baum",
  ],
  ...[
    "Ines Moreau",
    "Paul Richter",
    "Hanna Berg",
    "Omar Haddad",
    "Ella Fischer",
    "Viktor Dahl",
    "Nina Schulz",
  ],
  ...["Leo Martin", "Amira Saleh", "Oskar Lund", "Greta Maier", "Ruben Silva", "Mia Hansen", "Karim Aziz"],
];

const DAY_MS = 86_400_000;
const DAYS = 60;
/** More in the evening than in the morning, none at night. */
const HOURS = [8, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 18, 18, 19, 19, 20, 20, 21, 22];
/** Where a shop's conversations come from: seven of ten from its website. */
export const PLATFORM_MIX = [
  "web",
  "web",
  "web",
  "web",
  "web",
  "web",
  "web",
  "whatsapp",
  "whatsapp",
  "messenger",
] as const;

/** Lines of an import file: `count` conversations of the 60 days before `now`, oldest first. */
export function demoConversations(now: Date, count = 200): string {
  const next = seededNumbers(1_804);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  const weighted = TOPICS.flatMap((topic) => Array.from({ length: topic.weight }, () => topic));
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const starts = Array.from({ length: count }, () => {
    // The shop grows: later days are more likely.
    const day = Math.floor(Math.sqrt(next()) * DAYS);
    const at =
      today - (DAYS - 1 - day) * DAY_MS + pick(HOURS) * 3_600_000 + Math.floor(next() * 3_600) * 1_000;
    // What would still be to come today happened at the same time yesterday.
    return at > now.getTime() - 3_600_000 ? at - DAY_MS : at;
  }).sort((a, b) => a - b);
  const lines = starts.map((start, index) => {
    const topic = pick(weighted);
    const name = pick(PEOPLE);
    const email = `${name
      .toLowerCase()
      .normalize("NFD")
      .replace(/[^a-z ]/g, "")
      .replace(" ", ".")}@example.com`;
    const order = String(4_100 + index);
    const filled = (text: string) =>
      text.replace("{order}", order).replace("{name}", name).replace("{email}", email);
    let at = start;
    const turns: { role: "user" | "agent"; content: string; at: string }[] = [];
    const say = (role: "user" | "agent", content: string, seconds: number) => {
      at += seconds * 1_000;
      turns.push({ role, content: filled(content), at: new Date(at).toJSON() });
    };
    say("user", pick(topic.questions), 0);
    const isAnswered = topic.answers.length > 0 && next() > 0.06;
    if (isAnswered) {
      say("agent", pick(topic.answers), 2 + Math.floor(next() * 9));
      for (const [question, answer] of topic.more ?? []) {
        if (next() < 0.4) continue;
        say("user", question, 25 + Math.floor(next() * 150));
        say("agent", answer, 2 + Math.floor(next() * 9));
      }
    }
    const isKnown = next() < 0.65;
    return {
      id: `demo-${index + 1}`,
      platform: pick(PLATFORM_MIX),
      visitor: isKnown ? { id: `customer-${PEOPLE.indexOf(name) + 1}`, name, email } : null,
      turns,
    };
  });
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}
