// The page's own words; answers and the AI notice come from the server.
const STRINGS = {
  de: {
    language: "Sprache",
    signInTitle: "Anmelden",
    email: "E-Mail",
    password: "Passwort",
    organisation: "Organisation (falls Sie mehreren angehören)",
    signIn: "Anmelden",
    signOut: "Abmelden",
    yourMessage: "Ihre Nachricht",
    staffPlaceholder: "Frage oder Befehl, zum Beispiel help",
    send: "Senden",
    stop: "Anhalten",
    you: "Sie",
    sources: "Quellen",
    page: "Seite",
    source: "Quelle",
    thinking: "Antwort wird geschrieben",
    ready: "Antwort vollständig",
    helpful: "Hilfreich",
    notHelpful: "Nicht hilfreich",
    whatWasWrong: "Was hat gefehlt? (freiwillig)",
    sendComment: "Absenden",
    thanks: "Danke!",
    again: "Noch einmal versuchen",
    reconnecting: "Verbindung wird wiederhergestellt …",
    offline: "Der Server ist gerade nicht erreichbar.",
    tooFast: "Das war etwas viel auf einmal. Bitte warten Sie einen Moment.",
    tooLong: "Die Nachricht ist zu lang: höchstens 8.000 Zeichen. Bitte kürzen Sie sie.",
    failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    wrongSignIn: "E-Mail oder Passwort stimmen nicht.",
    signedOut: "Bitte melden Sie sich wieder an.",
    toolRuns: "arbeitet …",
  },
  en: {
    language: "Language",
    signInTitle: "Sign in",
    email: "Email",
    password: "Password",
    organisation: "Organisation (if you belong to several)",
    signIn: "Sign in",
    signOut: "Sign out",
    yourMessage: "Your message",
    staffPlaceholder: "A question or a command, for example help",
    send: "Send",
    stop: "Stop",
    you: "You",
    sources: "Sources",
    page: "page",
    source: "Source",
    thinking: "An answer is being written",
    ready: "The answer is complete",
    helpful: "Helpful",
    notHelpful: "Not helpful",
    whatWasWrong: "What was missing? (optional)",
    sendComment: "Send",
    thanks: "Thank you!",
    again: "Try again",
    reconnecting: "Reconnecting …",
    offline: "The server cannot be reached right now.",
    tooFast: "That was a lot at once. Please wait a moment.",
    tooLong: "The message is too long: at most 8,000 characters. Please shorten it.",
    failed: "That did not work. Please try again.",
    wrongSignIn: "The email or the password is wrong.",
    signedOut: "Please sign in again.",
    toolRuns: "is working …",
  },
  tr: {
    language: "Dil",
    signInTitle: "Oturum aç",
    email: "E-posta",
    password: "Parola",
    organisation: "Kurum (birden fazlasına üyeyseniz)",
    signIn: "Oturum aç",
    signOut: "Oturumu kapat",
    yourMessage: "Mesajınız",
    staffPlaceholder: "Soru veya komut, örneğin help",
    send: "Gönder",
    stop: "Durdur",
    you: "Siz",
    sources: "Kaynaklar",
    page: "sayfa",
    source: "Kaynak",
    thinking: "Yanıt yazılıyor",
    ready: "Yanıt tamamlandı",
    helpful: "Yararlı",
    notHelpful: "Yararlı değil",
    whatWasWrong: "Ne eksikti? (isteğe bağlı)",
    sendComment: "Gönder",
    thanks: "Teşekkürler!",
    again: "Yeniden dene",
    reconnecting: "Yeniden bağlanılıyor …",
    offline: "Sunucuya şu anda ulaşılamıyor.",
    tooFast: "Bir anda çok fazla oldu. Lütfen biraz bekleyin.",
    tooLong: "Mesaj çok uzun: en fazla 8.000 karakter. Lütfen kısaltın.",
    failed: "Bu işe yaramadı. Lütfen tekrar deneyin.",
    wrongSignIn: "E-posta veya parola yanlış.",
    signedOut: "Lütfen yeniden oturum açın.",
    toolRuns: "çalışıyor …",
  },
};

const KEPT = "wattos-language";

function firstLanguage() {
  const kept = localStorage.getItem(KEPT);
  const wanted = [kept, ...navigator.languages].filter(Boolean).map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag in STRINGS) ?? "en";
}

let language = firstLanguage();

export const currentLanguage = () => language;
export const t = (name) => STRINGS[language][name];

export function chooseLanguage(next) {
  language = next;
  localStorage.setItem(KEPT, next);
}

/** Fill every element that names a string in `data-text`. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = t(element.dataset.text);
  }
}
