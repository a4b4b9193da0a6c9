import "server-only";

/** Languages that the fixed sentences are written in. */
export const SPOKEN = ["en", "de", "fr", "es", "it", "pt", "nl", "pl"] as const;
export type Spoken = (typeof SPOKEN)[number];

/** The fixed sentences' language for a tag: its own, else English. */
export function spokenFor(tag: string): Spoken {
  const [primary = ""] = tag.toLowerCase().split("-");
  return SPOKEN.find((known) => known === primary) ?? "en";
}

interface Words {
  /** Words of grammar: they tell the language and say nothing of the subject. */
  grammar: readonly string[];
  /** Words that questions to a shop are asked with; they say nothing of the subject either. */
  asking: readonly string[];
  /** What every product answers, whether its text has the word or not: price and availability. */
  ofProducts: readonly string[];
}

const list = (text: string): readonly string[] => text.split(" ");

/** Lower case, without accents, as `plainWords` gives them. */
export const WORDS: Record<Spoken, Words> = {
  en: {
    grammar: list(
      "a an the this that these those is are was were be been am i you we they he she it my your our their its me us them do does did don doesn didn can could will would should shall may might must have has had not no and or but if so of to in on at by for with from as than then there here what which who whom whose when where why how any some all more most other into about over under out up down off too very just only own same such isn aren wasn won s t re ve ll m d whats hows wheres whos im ive id dont doesnt didnt cant couldnt isnt arent wont",
    ),
    asking: list(
      "please hi hello hey thanks thank tell say know want wanted wants need needed needs like look looking find found get got give help question ask asking anything something someone anyone one ones also possible wonder wondering guys got sell sells selling offer offers carry show see let think going go make sure really actually currently right now today yes ok okay kind type sort thing things way ways much many long happen happens happened bit says said always ever again",
    ),
    ofProducts: list(
      "price prices priced cost costs costing pay available availability stock buy purchase order expensive cheap",
    ),
  },
  de: {
    grammar: list(
      "der die das den dem des ein eine einen einem einer eines ich du sie wir ihr er es mein meine meinen meiner dein ihre ihren unser ist sind war waren sein bin bist kann konnen konnte werden wird wurde wurden habe haben hat hatte nicht kein keine keinen und oder aber wenn von zu zum zur im in am an auf bei fur mit aus nach uber unter was welche welcher welches wer wann wo warum wie ob auch noch nur schon sehr mich mir uns euch ihnen man so als dass denn da hier gibt",
    ),
    asking: list(
      "bitte hallo danke sagen wissen mochte mochten will wollen brauche brauchen suche suchen finde finden bekomme bekommen hilfe frage fragen etwas jemand moglich verkauft verkaufen bieten anbieten fuhren zeigen sehen gerne gern machen eigentlich jetzt heute ja ok viel viele lange",
    ),
    ofProducts: list(
      "preis preise kostet kosten verfugbar verfugbarkeit lieferbar lager vorratig kaufen bestellen teuer billig",
    ),
  },
  fr: {
    grammar: list(
      "le la les un une des du de d l je tu il elle nous vous ils elles on mon ma mes votre vos notre nos son sa ses est sont etait etre suis ai as a avez avons ont peut puis pouvez peux dois doit ne pas et ou mais si que qui quoi quel quelle quels quelles quand comment pourquoi combien dans sur sous par pour avec sans en au aux ce cet cette ces y plus tres aussi me te se c j n s qu",
    ),
    asking: list(
      "bonjour salut merci dire savoir voudrais voulez veux besoin cherche chercher trouver obtenir aide question demander quelque chose quelqu possible vendez vendre proposez montrer voir faire vraiment maintenant aujourd hui oui beaucoup longtemps avoir",
    ),
    ofProducts: list(
      "prix coute coutent cout disponible disponibles disponibilite stock acheter commander cher payer",
    ),
  },
  es: {
    grammar: list(
      "el la los las un una unos unas de del al yo tu usted ustedes el ella nosotros ellos mi mis su sus nuestro es son era ser soy estoy esta estan he ha han hay puedo puede pueden debo no y o pero si que quien cual cuales cuando donde como por para con sin en sobre lo le les me te se este estos estas ese esa eso mas muy tambien ya",
    ),
    asking: list(
      "hola gracias favor decir saber quiero quisiera quieren necesito busco buscar encontrar obtener ayuda pregunta preguntar algo alguien posible venden vender ofrecen mostrar ver hacer realmente ahora hoy vale mucho cuanto cuanta tiempo tienen tiene tengo tienes",
    ),
    ofProducts: list(
      "precio precios cuesta cuestan costo coste disponible disponibles disponibilidad stock comprar pedir caro barato pagar",
    ),
  },
  it: {
    grammar: list(
      "il lo la i gli le un uno una di del della dei delle dal al alla io tu lei lui noi voi loro mio mia miei vostro suo e sono era essere ho ha hanno avete abbiamo posso puo potete devo non o ma se che chi quale quali quando dove come perche per con senza in su nel nella ci si mi ti questo questa questi quello piu molto anche gia",
    ),
    asking: list(
      "ciao buongiorno salve grazie favore dire sapere vorrei voglio bisogno cerco cercare trovare ottenere aiuto domanda chiedere qualcosa qualcuno possibile vendete vendere offrite mostrare vedere fare davvero adesso ora oggi va bene molto quanto quanta tempo c avere",
    ),
    ofProducts: list(
      "prezzo prezzi costa costano costo disponibile disponibili disponibilita magazzino comprare acquistare ordinare caro pagare",
    ),
  },
  pt: {
    grammar: list(
      "o a os as um uma uns umas de do da dos das no na nos nas ao eu tu voce voces ele ela nos eles meu minha seu sua nosso e sao era ser estou esta tenho tem temos ha posso pode podem devo nao ou mas se que quem qual quais quando onde como por para com sem em sobre lhe me te este esta isso esse mais muito tambem ja porque",
    ),
    asking: list(
      "ola oi obrigado obrigada favor dizer saber quero queria gostaria preciso procuro procurar encontrar obter ajuda pergunta perguntar algo alguem possivel vendem vender oferecem mostrar ver fazer realmente agora hoje sim muito quanto quanta tempo ter",
    ),
    ofProducts: list(
      "preco precos custa custam custo disponivel disponiveis disponibilidade estoque stock comprar encomendar caro pagar",
    ),
  },
  nl: {
    grammar: list(
      "de het een ik jij je u wij we zij ze hij mijn jouw uw ons onze hun is zijn was waren ben bent heb hebt heeft hebben had kan kunnen kunt zal zullen wordt worden moet niet geen en of maar als van naar in op aan bij voor met uit over onder wat welke wie wanneer waar waarom hoe dat die dit deze er ook nog al zeer heel me mij",
    ),
    asking: list(
      "hallo hoi dank bedankt alstublieft graag zeggen weten wil willen nodig zoek zoeken vinden krijgen hulp vraag vragen iets iemand mogelijk verkopen verkoopt bieden tonen zien doen eigenlijk nu vandaag ja oke veel lang hoeveel duurt",
    ),
    ofProducts: list(
      "prijs prijzen kost kosten beschikbaar beschikbaarheid voorraad leverbaar kopen bestellen duur goedkoop betalen",
    ),
  },
  pl: {
    grammar: list(
      "ja ty on ona my wy oni moj moja moje twoj wasz nasz jego jej jest sa byl byla byc jestem mam ma macie maja moge moze mozna mozecie czy nie i lub ale jesli jezeli ze to ten ta te tego tej w we na do od z ze za po przy dla bez o u co kto ktory ktora ktore kiedy gdzie jak dlaczego sie mi mnie nam was tak juz tez bardzo",
    ),
    asking: list(
      "czesc witam dzien dobry dziekuje prosze powiedziec wiedziec chce chcialbym chcialabym potrzebuje szukam szukac znalezc dostac pomoc pytanie pytac cos ktos mozliwe sprzedajecie oferujecie pokazac zobaczyc robic naprawde teraz dzis tak duzo ile dlugo trwa",
    ),
    ofProducts: list(
      "cena ceny kosztuje kosztuja koszt dostepny dostepna dostepne dostepnosc magazynie kupic zamowic drogi tani zaplacic",
    ),
  },
};

/** The words of a text in lower case without accents; a letter as in "ł" or "ß" becomes its plain one. */
export function plainWords(text: string): string[] {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .replaceAll("ł", "l")
    .replaceAll("ß", "ss")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
