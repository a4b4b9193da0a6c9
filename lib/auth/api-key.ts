import "server-only";
import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import { isSameSecret, sha256 } from "@/lib/core/compare";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Prefixes keep the two kinds of secrets apart: a key is no address, and the secret of an address is no key. */
const KEY_PREFIX = "cha_";
const URL_TOKEN_PREFIX = "cht_";
/** 43 characters of base 62 carry 256 random bits. */
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const REST = /^[0-9A-Za-z]{49}$/;

export interface NewApiKey {
  /** The whole key; shown once and never stored. */
  text: string;
  /** SHA-256 of `text` in hex, as the database stores it. */
  hash: string;
  /** Last four characters, so that a person can tell keys apart. */
  hint: string;
}

/** A new key: `cha_`, 43 random base62 characters, and 6 of a checksum that finds typing errors without the database. */
export function newApiKey(): NewApiKey {
  const text = newSecret(KEY_PREFIX);
  return { text, hash: hashApiKey(text), hint: text.slice(-4) };
}

/** The secret of an address `/mcp/t/<secret>`, of the same strength as a key. */
export function newUrlToken(): Pick<NewApiKey, "text" | "hash"> {
  const text = newSecret(URL_TOKEN_PREFIX);
  return { text, hash: hashApiKey(text) };
}

function newSecret(prefix: string): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(62)]).join("");
  return `${prefix}${random}${checksum(random)}`;
}

/** Whether a text can be a key at all: prefix, length, alphabet and checksum. Says nothing about its being known. */
export function isWellFormedKey(text: string): boolean {
  return isWellFormed(KEY_PREFIX, text);
}

/** The same of the secret in an address. */
export function isWellFormedUrlToken(text: string): boolean {
  return isWellFormed(URL_TOKEN_PREFIX, text);
}

function isWellFormed(prefix: string, text: string): boolean {
  const rest = text.slice(prefix.length);
  if (!text.startsWith(prefix) || !REST.test(rest)) return false;
  return isSameSecret(rest.slice(RANDOM_LENGTH), checksum(rest.slice(0, RANDOM_LENGTH)));
}

/** How a key is stored and looked up. Its 256 random bits need no slow hash. */
export function hashApiKey(text: string): string {
  return sha256(text);
}

function checksum(random: string): string {
  let value = crc32(random);
  let text = "";
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    text = ALPHABET[value % 62] + text;
    value = Math.floor(value / 62);
  }
  return text;
}
