// The widget's own words; the texts themselves are one file a language, fetched when needed.
import type { de } from "./strings/de";

export type Strings = Record<keyof typeof de, string>;
