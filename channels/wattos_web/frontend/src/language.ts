// Which language to speak: the element's, the page's, the browser's.
import type { Language } from "./types";

export const LANGUAGES: readonly Language[] = ["de", "en", "tr"];

export function chooseLanguage(...wanted: (string | null | undefined)[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((language) => tag?.toLowerCase().slice(0, 2) === language);
    if (found) return found;
  }
  return "en";
}
