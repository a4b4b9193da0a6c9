// Hosts that mean this machine or its network, in every spelling that some parser takes for one.

const LOOPBACKS = ["127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0"];
const PRIVATE = ["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "192.0.0.192"];

const octets = (address: string) => address.split(".").map(Number) as [number, number, number, number];
const whole = (address: string) => octets(address).reduce((sum, part) => sum * 256 + part, 0);
const hex = (part: number, digits = 2) => part.toString(16).padStart(digits, "0");
const pairs = (address: string) => {
  const [a, b, c, d] = octets(address);
  return `${hex(a)}${hex(b)}:${hex(c)}${hex(d)}`;
};
const otherDigits = (text: string, zero: number) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

const FOUR: ((address: string) => string)[] = [
  (address) => address,
  (address) => `${address}.`,
  (address) => String(whole(address)),
  (address) => `0x${whole(address).toString(16)}`,
  (address) => `0${whole(address).toString(8)}`,
  (address) =>
    octets(address)
      .map((part) => `0x${hex(part)}`)
      .join("."),
  (address) =>
    octets(address)
      .map((part) => `0${part.toString(8).padStart(3, "0")}`)
      .join("."),
  (address) => {
    const [a, b, c, d] = octets(address);
    return `${a}.${b}.${c * 256 + d}`;
  },
  (address) => {
    const [a, b, c, d] = octets(address);
    return `${a}.${(b * 256 + c) * 256 + d}`;
  },
  (address) => otherDigits(address, 0xff10),
  (address) => address.replaceAll(".", "。"),
];
const SIX: ((address: string) => string)[] = [
  (address) => `[::ffff:${address}]`,
  (address) => `[::ffff:${pairs(address)}]`,
  (address) => `[0:0:0:0:0:ffff:${pairs(address)}]`,
  (address) => `[::${address}]`,
  (address) => `[64:ff9b::${pairs(address)}]`,
  (address) => `[2002:${pairs(address)}::1]`,
];

/** More than 150 of them. */
export const INNER_HOSTS: readonly string[] = [
  ...[...LOOPBACKS, ...PRIVATE].flatMap((address) => [...FOUR, ...SIX].map((spell) => spell(address))),
  "localhost",
  "localhost.",
  "LOCALHOST",
  "ｌｏｃａｌｈｏｓｔ",
  "[::1]",
  "[::]",
  "[0:0:0:0:0:0:0:1]",
  "[fe80::1]",
  "[fc00::1]",
  "[ff02::1]",
  "[2001::1]",
  "①②⑦.0.0.1",
  "127.1",
  "0",
  "user@127.0.0.1",
  "example.com@127.0.0.1",
  "example.com:x@localhost",
];
