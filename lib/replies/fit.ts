import "server-only";
import { Prisma } from "@/lib/db/generated/client";
import type { TenantClient } from "@/lib/db/tenant";
import { plainWords, SPOKEN, WORDS } from "./words";

/*
 * How well a passage fits a question.
 *
 * Reciprocal rank fusion orders passages and says nothing of whether the first one is any good. This measure does: the
 * share of the question's subject that the passage covers, from 0 to 1. The subject are the question's words without
 * those of grammar and of asking ("how much is …", "do you sell …"), each weighing as much as it is rare in the index
 * (BM25's inverse document frequency; a word that is nowhere weighs as much as one that is there once). A passage covers
 * a word when it has one with the same stem; a word the index does not have at all is covered in part by one spelled
 * alike, for mistakes in typing and compounds. A large index has a word spelled like almost any other, so that counts
 * less when the beginnings differ, which people seldom mistype, and when most words that the index does not have ("Eiffel
 * tower") are like none of the passage ("towel"). What a passage covers within few neighbouring sentences counts more than
 * what is scattered over it.
 */

/** Most words of a question that are compared. */
const MAX_WORDS = 16;
/** Passages that a word's rarity is told from; beyond it a word is common. */
const MAX_COUNTED = 5_000;
/** What a word spelled alike counts, one that begins with another letter, and one that is part of a compound. */
const MISTYPED = 0.9;
const OTHER_BEGINNING = 0.45;
const COMPOUND = 0.8;
/** How much of that is left where it may be a coincidence. */
const DOUBTFUL_SHARE = 0.5;
/** Fewest letters of words that are compared, and of a compound's first part. */
const MIN_LETTERS = 4;
const MIN_FIRST_PART = 3;
/** From so many letters on, two mistakes are forgiven instead of one. */
const LONG_WORD = 8;
/** How much coverage by the whole passage counts against coverage by its best sentences. */
const WHOLE_SHARE = 0.6;
/** Neighbouring sentences that count as one place. */
const WINDOW = 3;

/** A passage to be measured, in sentences. */
export interface MeasuredPassage {
  title: string;
  sentences: readonly string[];
  /** Words that say nothing of whether it fits, such as "price" for a product: every product has one. */
  answers?: readonly string[];
}

export interface Fit {
  /** From 0, nothing in common, to 1. */
  fit: number;
  /** The share that the title alone covers. */
  titleFit: number;
  /** Of each sentence. */
  sentenceFits: number[];
}

const GRAMMAR = new Set(SPOKEN.flatMap((language) => WORDS[language].grammar));

/** The words that say what a question is about, in the order they stand; twice the same counts once. */
export function subjectOf(question: string, language: string): string[] {
  const words = [...new Set(plainWords(question))];
  const spoken = SPOKEN.find((one) => one === language.slice(0, 2)) ?? "en";
  const own = new Set([...WORDS[spoken].grammar, ...WORDS[spoken].asking]);
  const subject = words.filter((word) => !own.has(word) && (word.length > 1 || /\p{N}/u.test(word)));
  // A text in a language that is not spoken here still loses the grammar of the others when something is left.
  const bare = SPOKEN.some((one) => one === language.slice(0, 2))
    ? subject
    : subject.filter((word) => !GRAMMAR.has(word));
  return (bare.length > 0 ? bare : subject).slice(0, MAX_WORDS);
}

interface WordRow {
  word: string;
  passages: number;
  total: number;
  /** Texts that have it, by number. */
  exact: number[];
}

/** How far each text has a word, from 0 to 1. */
interface WordCover {
  word: string;
  weight: number;
  /** Nowhere in the index, so that only words spelled alike cover it. */
  isUnknown: boolean;
  covers: number[];
}

/**
 * Measures passages of one index against the subject of a question, in one statement.
 * @param subject from `subjectOf`
 */
export async function measureFit(
  db: TenantClient,
  index: { projectId: string; indexId: string; searchLanguage: string },
  subject: readonly string[],
  passages: readonly MeasuredPassage[],
): Promise<Fit[]> {
  const texts = passages.flatMap(({ title, sentences }) => [title, ...sentences]);
  const none = passages.map(({ sentences }) => ({
    fit: 0,
    titleFit: 0,
    sentenceFits: sentences.map(() => 0),
  }));
  if (subject.length === 0 || texts.length === 0) return none;
  const words = (await readWords(db, index, subject, texts)).map((row) => toCover(row, texts));
  let text = 0;
  return passages.map(({ sentences, answers = [] }) => {
    const first = text;
    text += 1 + sentences.length;
    const own = words.map(({ word, weight }) => (answers.includes(word) ? 0 : weight));
    const whole = own.reduce((sum, weight) => sum + weight, 0);
    const share = isDoubtful(words, first, text) ? DOUBTFUL_SHARE : 1;
    const coverOf = (from: number, to: number) =>
      words.map(({ covers, isUnknown }) => (isUnknown ? share : 1) * best(covers, from, to + 1));
    const shareOf = (covered: readonly number[]) =>
      whole === 0 ? 0 : covered.reduce((sum, cover, word) => sum + cover * (own[word] ?? 0), 0) / whole;
    const title = coverOf(first, first);
    const windows = sentences.map((_, at) => {
      const last = Math.min(first + at + WINDOW, text - 1);
      return shareOf(coverOf(first + 1 + at, last).map((cover, word) => Math.max(cover, title[word] ?? 0)));
    });
    return {
      fit:
        WHOLE_SHARE * shareOf(coverOf(first, text - 1)) +
        (1 - WHOLE_SHARE) * Math.max(shareOf(title), ...windows),
      titleFit: shareOf(title),
      sentenceFits: sentences.map((_, at) => shareOf(coverOf(first + 1 + at, first + 1 + at))),
    };
  });
}

function best(covers: readonly number[], from: number, to: number): number {
  return Math.max(0, ...covers.slice(from, to));
}

/** Whether not even most of the unknown words are spelled like one in these texts. */
function isDoubtful(words: readonly WordCover[], from: number, to: number): boolean {
  const unknown = words.filter(({ word, isUnknown }) => isUnknown && word.length >= MIN_LETTERS);
  const alike = unknown.filter(({ covers }) => best(covers, from, to) > 0);
  return alike.length * 2 <= unknown.length;
}

function toCover({ word, passages, total, exact }: WordRow, texts: readonly string[]): WordCover {
  const having = Math.max(passages, 1);
  const weight = Math.log(1 + (Math.max(total, having) - having + 0.5) / (having + 0.5));
  const isUnknown = passages === 0 && exact.length === 0;
  const covers = texts.map((text, number) =>
    exact.includes(number)
      ? 1
      : isUnknown
        ? Math.max(0, ...plainWords(text).map((one) => likeness(word, one)))
        : 0,
  );
  return { word, weight, isUnknown, covers };
}

/** How far one word stands for another: mistyped, or as part of a compound. */
function likeness(word: string, other: string): number {
  if (word.length < MIN_LETTERS || other.length < MIN_LETTERS) return 0;
  if (word === other) return 1;
  const [long, short] = word.length < other.length ? [other, word] : [word, other];
  const at = long.indexOf(short);
  if (at === 0 || at >= MIN_FIRST_PART) return COMPOUND;
  const mistakes = short.length < LONG_WORD ? 1 : 2;
  if (!isWithin(word, other, mistakes)) return 0;
  const isSwapped = word[0] === other[1] && word[1] === other[0];
  return word[0] === other[0] || isSwapped ? MISTYPED : OTHER_BEGINNING;
}

/** Whether so many letters put in, left out, changed or swapped with the next make one word of the other. */
function isWithin(word: string, other: string, mistakes: number): boolean {
  if (Math.abs(word.length - other.length) > mistakes) return false;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= word.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = word[i - 1] === other[j - 1] ? 0 : 1;
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return (row[other.length] ?? Number.POSITIVE_INFINITY) <= mistakes;
}

async function readWords(
  db: TenantClient,
  { projectId, indexId, searchLanguage }: { projectId: string; indexId: string; searchLanguage: string },
  subject: readonly string[],
  texts: readonly string[],
): Promise<WordRow[]> {
  const language = Prisma.sql`${searchLanguage}::regconfig`;
  return db.$queryRaw<WordRow[]>`
    WITH words AS MATERIALIZED (
      -- Two words with one stem count once; words like "the" have none.
      SELECT min(w.word) AS word, w.query FROM (
        SELECT word, plainto_tsquery(${language}, plain_text(word)) AS query FROM unnest(${[...subject]}::text[]) AS word) w
       WHERE numnode(w.query) > 0 GROUP BY w.query
    ), counted AS MATERIALIZED (
      SELECT w.word, w.query, (SELECT count(*)::int FROM (
               SELECT 1 FROM knowledge_chunk c
                WHERE c.project_id = ${projectId} AND c.training_id = ${indexId} AND c.search @@ w.query
                LIMIT ${MAX_COUNTED}) having_it) AS passages
        FROM words w
    ), texts AS MATERIALIZED (
      SELECT (t.number - 1)::int AS number, to_tsvector(${language}, plain_text(t.text)) AS vector
        FROM unnest(${[...texts]}::text[]) WITH ORDINALITY AS t(text, number)
    )
    SELECT c.word, c.passages,
           coalesce((SELECT chunk_count FROM training WHERE project_id = ${projectId} AND id = ${indexId}), 0) AS total,
           coalesce((SELECT array_agg(t.number) FROM texts t WHERE t.vector @@ c.query), '{}') AS exact
      FROM counted c`;
}
