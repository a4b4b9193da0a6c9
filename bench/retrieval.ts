// npm run bench -- retrieval: how often the source that answers a question is among the first five.
import { createOwnProject } from "@/bench/retrieval-project";
import { searchPassages } from "@/lib/knowledge/search-passages";
import { benchLargeIndex } from "./large-index";
import { isHeldOut, RETRIEVAL_QUESTIONS } from "./questions-retrieval";
import type { Part } from "./results";

/** Sources among which the answer must be. */
const FIRST = 5;
const KINDS = ["product", "document", "custom"] as const;
const WAYS = {
  "full text alone": ["text"],
  "trigram alone": ["trigram"],
  fused: ["text", "trigram"],
} as const;
export type WayName = keyof typeof WAYS;

/** Shares of questions, 0 to 1. */
export interface Recall {
  all: number;
  tuned: number;
  heldOut: number;
}

/** Asks every question in each way, in an index of the guidelines and both product files. */
export async function measureRetrieval(): Promise<{ recall: Record<WayName, Recall>; passages: number }> {
  const { caller, titleOf, passages } = await createOwnProject();
  for (const title of RETRIEVAL_QUESTIONS.flatMap(({ sources }) => sources)) {
    if (![...titleOf.values()].includes(title)) throw new Error(`There is no source “${title}”.`);
  }
  const recall = {} as Record<WayName, Recall>;
  for (const [name, ways] of Object.entries(WAYS)) {
    const isFound = [];
    for (const { question, sources } of RETRIEVAL_QUESTIONS) {
      const hits = await searchPassages(caller, { query: question, kinds: KINDS, limit: FIRST, ways });
      isFound.push(hits.some(({ sourceId }) => sources.includes(titleOf.get(sourceId) ?? "")));
    }
    recall[name as WayName] = {
      all: share(isFound),
      tuned: share(isFound.filter((_, index) => !isHeldOut(index))),
      heldOut: share(isFound.filter((_, index) => isHeldOut(index))),
    };
  }
  return { recall, passages };
}

export async function benchRetrieval(
  databaseUrl: string,
  counts = { small: 3_000, large: 100_000 },
): Promise<Part> {
  const { recall, passages } = await measureRetrieval();
  const large = await benchLargeIndex(databaseUrl, counts);
  const { fused } = recall;
  const best = Math.max(recall["full text alone"].all, recall["trigram alone"].all);
  const held = RETRIEVAL_QUESTIONS.filter((_, index) => isHeldOut(index)).length;
  return {
    title: "Finding the source that answers",
    text: `${RETRIEVAL_QUESTIONS.length} questions in customers' words, misspellings among them, about the guidelines and the products of both
files, in an index of ${passages} passages. A question counts when a source known to answer it is among the first ${FIRST}. Trigram
alone compares the whole question with every passage. The search was tuned without the ${held} questions that are held out.

${large.text}`,
    goals: [
      {
        what: `recall at ${FIRST} of the fused search, and of the best single way`,
        goal: "at least 0.90, and not below the other",
        measured: `${figure(fused.all)}, and ${figure(best)}`,
      },
      ...large.goals,
    ],
    tables: [
      [
        "| way | all questions | tuned with | held out |",
        "| --- | ---: | ---: | ---: |",
        ...Object.entries(recall).map(
          ([name, { all, tuned, heldOut }]) =>
            `| ${name} | ${figure(all)} | ${figure(tuned)} | ${figure(heldOut)} |`,
        ),
      ].join("\n"),
      ...large.tables,
    ],
  };
}

function share(found: readonly boolean[]): number {
  return found.filter(Boolean).length / found.length;
}

function figure(value: number): string {
  return value.toFixed(3);
}
