import "server-only";
import type { Spoken } from "./words";
import { plainWords } from "./words";

export type SmallTalk = "greeting" | "thanks" | "goodbye";

const list = (text: string): readonly string[] => text.split(",");

/** What people say, in lower case without accents; a message that is nothing else is small talk. */
const SAYINGS: Record<Spoken, Record<SmallTalk, readonly string[]>> = {
  en: {
    greeting: list(
      "hi,hello,hey,hi there,hello there,hey there,good morning,good afternoon,good evening,how are you,how are you doing",
    ),
    thanks: list(
      "thanks,thank you,thx,ty,cheers,thanks a lot,thank you very much,thank you so much,many thanks,great thanks,ok thanks,perfect,great,awesome,that helps,that helped",
    ),
    goodbye: list("bye,goodbye,good bye,see you,bye bye,have a nice day,have a good day,good night"),
  },
  de: {
    greeting: list(
      "hallo,guten tag,guten morgen,guten abend,moin,servus,gruss gott,hallo zusammen,wie geht es ihnen,wie gehts",
    ),
    thanks: list(
      "danke,dankeschon,danke schon,vielen dank,herzlichen dank,danke sehr,besten dank,super danke,ok danke",
    ),
    goodbye: list("tschuss,tschuess,auf wiedersehen,bis bald,ciao,schonen tag,schonen tag noch,gute nacht"),
  },
  fr: {
    greeting: list("bonjour,bonsoir,salut,coucou,comment allez vous,ca va"),
    thanks: list("merci,merci beaucoup,merci bien,un grand merci,super merci,parfait merci"),
    goodbye: list("au revoir,a bientot,bonne journee,bonne soiree,bonne nuit"),
  },
  es: {
    greeting: list("hola,buenos dias,buenas tardes,buenas noches,buenas,que tal,como esta"),
    thanks: list("gracias,muchas gracias,mil gracias,perfecto gracias,vale gracias"),
    goodbye: list("adios,hasta luego,hasta pronto,chao,que tenga un buen dia"),
  },
  it: {
    greeting: list("ciao,buongiorno,buon giorno,buonasera,buona sera,salve,come sta,come va"),
    thanks: list("grazie,grazie mille,molte grazie,tante grazie,perfetto grazie,ok grazie"),
    goodbye: list("arrivederci,a presto,buona giornata,buona notte,buonanotte"),
  },
  pt: {
    greeting: list("ola,oi,bom dia,boa tarde,boa noite,tudo bem,como esta"),
    thanks: list("obrigado,obrigada,muito obrigado,muito obrigada,obrigadao,perfeito obrigado"),
    goodbye: list("adeus,tchau,ate logo,ate breve,tenha um bom dia"),
  },
  nl: {
    greeting: list("hallo,hoi,goedemorgen,goedemiddag,goedenavond,goeiedag,hoe gaat het,dag"),
    thanks: list("dank je,dank u,dank u wel,dank je wel,bedankt,hartelijk dank,heel erg bedankt,ok bedankt"),
    goodbye: list("tot ziens,doei,tot straks,fijne dag,fijne dag nog,goedenacht"),
  },
  pl: {
    greeting: list("czesc,dzien dobry,dobry wieczor,witam,hej,siema"),
    thanks: list("dziekuje,dzieki,dziekuje bardzo,bardzo dziekuje,wielkie dzieki"),
    goodbye: list("do widzenia,na razie,pa,do zobaczenia,milego dnia,dobranoc"),
  },
};

/** Most words of a message that can be small talk alone. */
const MAX_WORDS = 8;

/**
 * What kind of small talk a message is and in which language, when it is nothing else: one or more sayings in a row,
 * such as "Hello, how are you?". A saying that several languages share belongs to `usual` if that is one of them.
 */
export function smallTalkOf(text: string, usual: Spoken): { kind: SmallTalk; language: Spoken } | null {
  const words = plainWords(text);
  if (words.length === 0 || words.length > MAX_WORDS) return null;
  const languages = [usual, ...(Object.keys(SAYINGS) as Spoken[]).filter((one) => one !== usual)];
  for (const language of languages) {
    const kind = kindIn(SAYINGS[language], words);
    if (kind) return { kind, language };
  }
  return null;
}

/** The last saying of a message that is made of sayings alone. */
function kindIn(sayings: Record<SmallTalk, readonly string[]>, words: readonly string[]): SmallTalk | null {
  let kind: SmallTalk | null = null;
  for (let at = 0; at < words.length; ) {
    const found = (Object.keys(sayings) as SmallTalk[])
      .flatMap((one) => sayings[one].map((saying) => ({ one, parts: saying.split(" ") })))
      .filter(({ parts }) => parts.every((part, index) => words[at + index] === part))
      .sort((left, right) => right.parts.length - left.parts.length)[0];
    if (!found) return null;
    kind = found.one;
    at += found.parts.length;
  }
  return kind;
}
