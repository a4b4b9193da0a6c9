import "server-only";
import type { Spoken } from "./words";

/** The sentences that no model writes. Names stand in `{braces}`. */
export interface Phrases {
  greeting: string;
  thanks: string;
  goodbye: string;
  /** In front of a quotation. */
  quote: string;
  /** In front of one product, and of several. */
  product: string;
  products: string;
  price: string;
  priceRange: string;
  available: string;
  soldOut: string;
  viewProduct: string;
  /** Nothing fits. */
  unknown: string;
  /** Follows `unknown` and `failed` when contact details may be asked for. */
  askContact: string;
  /** The visitor wrote an address or number and has not agreed to anything yet; and when they had. */
  contactSeen: string;
  contactKnown: string;
  /** A provider failed. */
  failed: string;
}

export const PHRASES: Record<Spoken, Phrases> = {
  en: {
    greeting: "Hello! What would you like to know?",
    thanks: "You're welcome! Is there anything else I can help with?",
    goodbye: "Goodbye, and thank you for stopping by!",
    quote: "I found this in our information and quote it from “{title}”:",
    product: "This is what our catalogue says:",
    products: "These fit your question in our catalogue:",
    price: "Price: {price}",
    priceRange: "Price: {low} to {high}",
    available: "in stock",
    soldOut: "sold out",
    viewProduct: "View product",
    unknown: "I'm sorry, I couldn't find an answer to that in our information.",
    askContact: "If you leave your contact details, somebody from our team will get back to you.",
    contactSeen:
      "Thank you. Please confirm in the form that we may keep your details, and somebody will get back to you.",
    contactKnown: "Thank you. Somebody from our team will get back to you.",
    failed: "I'm sorry, I can't answer right now. Please try again in a moment.",
  },
  de: {
    greeting: "Hallo! Was möchten Sie wissen?",
    thanks: "Gern geschehen! Kann ich sonst noch helfen?",
    goodbye: "Auf Wiedersehen und vielen Dank für Ihren Besuch!",
    quote: "Das habe ich in unseren Informationen gefunden und zitiere aus „{title}“:",
    product: "Das steht in unserem Katalog:",
    products: "Diese Produkte passen zu Ihrer Frage:",
    price: "Preis: {price}",
    priceRange: "Preis: {low} bis {high}",
    available: "lieferbar",
    soldOut: "ausverkauft",
    viewProduct: "Produkt ansehen",
    unknown: "Dazu habe ich in unseren Informationen leider keine Antwort gefunden.",
    askContact: "Wenn Sie Ihre Kontaktdaten hinterlassen, meldet sich jemand aus unserem Team bei Ihnen.",
    contactSeen:
      "Danke. Bitte bestätigen Sie im Formular, dass wir Ihre Daten speichern dürfen; dann meldet sich jemand bei Ihnen.",
    contactKnown: "Danke. Jemand aus unserem Team meldet sich bei Ihnen.",
    failed: "Leider kann ich gerade nicht antworten. Bitte versuchen Sie es gleich noch einmal.",
  },
  fr: {
    greeting: "Bonjour ! Que souhaitez-vous savoir ?",
    thanks: "Avec plaisir ! Puis-je vous aider pour autre chose ?",
    goodbye: "Au revoir et merci de votre visite !",
    quote: "Voici ce que j'ai trouvé dans nos informations ; je cite « {title} » :",
    product: "Voici ce que dit notre catalogue :",
    products: "Ces produits correspondent à votre question :",
    price: "Prix : {price}",
    priceRange: "Prix : de {low} à {high}",
    available: "en stock",
    soldOut: "épuisé",
    viewProduct: "Voir le produit",
    unknown: "Je suis désolé, je n'ai pas trouvé de réponse à cela dans nos informations.",
    askContact: "Si vous laissez vos coordonnées, quelqu'un de notre équipe vous répondra.",
    contactSeen:
      "Merci. Veuillez confirmer dans le formulaire que nous pouvons conserver vos coordonnées ; quelqu'un vous répondra.",
    contactKnown: "Merci. Quelqu'un de notre équipe vous répondra.",
    failed: "Je suis désolé, je ne peux pas répondre pour le moment. Veuillez réessayer dans un instant.",
  },
  es: {
    greeting: "¡Hola! ¿Qué le gustaría saber?",
    thanks: "¡De nada! ¿Puedo ayudarle en algo más?",
    goodbye: "¡Hasta luego y gracias por su visita!",
    quote: "He encontrado esto en nuestra información y lo cito de «{title}»:",
    product: "Esto dice nuestro catálogo:",
    products: "Estos productos encajan con su pregunta:",
    price: "Precio: {price}",
    priceRange: "Precio: de {low} a {high}",
    available: "disponible",
    soldOut: "agotado",
    viewProduct: "Ver producto",
    unknown: "Lo siento, no he encontrado una respuesta a eso en nuestra información.",
    askContact: "Si deja sus datos de contacto, alguien de nuestro equipo le responderá.",
    contactSeen: "Gracias. Confirme en el formulario que podemos guardar sus datos y alguien le responderá.",
    contactKnown: "Gracias. Alguien de nuestro equipo le responderá.",
    failed: "Lo siento, ahora mismo no puedo responder. Inténtelo de nuevo en un momento.",
  },
  it: {
    greeting: "Salve! Che cosa desidera sapere?",
    thanks: "Prego! Posso aiutarla in altro?",
    goodbye: "Arrivederci e grazie della visita!",
    quote: "Ho trovato questo nelle nostre informazioni e lo cito da «{title}»:",
    product: "Ecco che cosa dice il nostro catalogo:",
    products: "Questi prodotti corrispondono alla sua domanda:",
    price: "Prezzo: {price}",
    priceRange: "Prezzo: da {low} a {high}",
    available: "disponibile",
    soldOut: "esaurito",
    viewProduct: "Vedi il prodotto",
    unknown: "Mi dispiace, non ho trovato una risposta nelle nostre informazioni.",
    askContact: "Se lascia i suoi recapiti, qualcuno del nostro team le risponderà.",
    contactSeen: "Grazie. Confermi nel modulo che possiamo conservare i suoi dati e qualcuno le risponderà.",
    contactKnown: "Grazie. Qualcuno del nostro team le risponderà.",
    failed: "Mi dispiace, al momento non posso rispondere. Riprovi tra poco.",
  },
  pt: {
    greeting: "Olá! O que gostaria de saber?",
    thanks: "De nada! Posso ajudar em mais alguma coisa?",
    goodbye: "Até logo e obrigado pela visita!",
    quote: "Encontrei isto nas nossas informações e cito de «{title}»:",
    product: "Isto é o que diz o nosso catálogo:",
    products: "Estes produtos correspondem à sua pergunta:",
    price: "Preço: {price}",
    priceRange: "Preço: de {low} a {high}",
    available: "disponível",
    soldOut: "esgotado",
    viewProduct: "Ver produto",
    unknown: "Lamento, não encontrei uma resposta a isso nas nossas informações.",
    askContact: "Se deixar os seus contactos, alguém da nossa equipa irá responder.",
    contactSeen: "Obrigado. Confirme no formulário que podemos guardar os seus dados e alguém irá responder.",
    contactKnown: "Obrigado. Alguém da nossa equipa irá responder.",
    failed: "Lamento, não consigo responder neste momento. Tente novamente dentro de instantes.",
  },
  nl: {
    greeting: "Hallo! Wat wilt u weten?",
    thanks: "Graag gedaan! Kan ik nog ergens mee helpen?",
    goodbye: "Tot ziens en bedankt voor uw bezoek!",
    quote: "Dit heb ik in onze informatie gevonden en citeer ik uit “{title}”:",
    product: "Dit staat in onze catalogus:",
    products: "Deze producten passen bij uw vraag:",
    price: "Prijs: {price}",
    priceRange: "Prijs: {low} tot {high}",
    available: "op voorraad",
    soldOut: "uitverkocht",
    viewProduct: "Product bekijken",
    unknown: "Het spijt me, daar heb ik in onze informatie geen antwoord op gevonden.",
    askContact: "Als u uw contactgegevens achterlaat, neemt iemand van ons team contact met u op.",
    contactSeen:
      "Bedankt. Bevestig in het formulier dat we uw gegevens mogen bewaren, dan neemt iemand contact met u op.",
    contactKnown: "Bedankt. Iemand van ons team neemt contact met u op.",
    failed: "Het spijt me, ik kan nu niet antwoorden. Probeer het zo meteen nog eens.",
  },
  pl: {
    greeting: "Dzień dobry! Czego chcieliby się Państwo dowiedzieć?",
    thanks: "Proszę bardzo! Czy mogę pomóc w czymś jeszcze?",
    goodbye: "Do widzenia i dziękujemy za wizytę!",
    quote: "Oto co znajduje się w naszych informacjach; cytuję z „{title}”:",
    product: "Oto informacje z naszego katalogu:",
    products: "Te produkty pasują do Państwa pytania:",
    price: "Cena: {price}",
    priceRange: "Cena: od {low} do {high}",
    available: "dostępny",
    soldOut: "wyprzedany",
    viewProduct: "Zobacz produkt",
    unknown: "Przykro mi, nie ma na to odpowiedzi w naszych informacjach.",
    askContact: "Jeśli zostawią Państwo dane kontaktowe, ktoś z naszego zespołu się odezwie.",
    contactSeen:
      "Dziękujemy. Prosimy potwierdzić w formularzu, że możemy zachować te dane, a ktoś się odezwie.",
    contactKnown: "Dziękujemy. Ktoś z naszego zespołu się odezwie.",
    failed: "Przepraszam, nie mogę teraz odpowiedzieć. Proszę spróbować ponownie za chwilę.",
  },
};

/** A sentence with its names filled in. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
