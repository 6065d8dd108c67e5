// Markdown as answers use it, built as DOM nodes: no text ever becomes HTML.
// Blocks: paragraphs, headings, lists, quotes, fenced code. Inline: **bold**, *emphasis*, `code`,
// [links](https://…), [1] as a marker of the source with that number.

const INLINE = /(\*\*(?<bold>[^*]+)\*\*)|(\*(?<em>[^*\s][^*]*)\*)|(`(?<code>[^`]+)`)|(\[(?<label>[^\]]+)\]\((?<url>[^)\s]+)\))|(\[(?<marker>\d{1,2})\])/g;

function safeAddress(url) {
  try {
    const parsed = new URL(url, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

export function link(url, text) {
  const href = safeAddress(url);
  if (href === null || !/^[a-z]+:/i.test(url)) {
    return document.createTextNode(text);
  }
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.textContent = text;
  return anchor;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function inline(parent, text, onMarker) {
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    parent.append(text.slice(last, match.index));
    const { bold, em, code, label, url, marker } = match.groups;
    if (bold !== undefined) parent.append(element("strong", bold));
    else if (em !== undefined) parent.append(element("em", em));
    else if (code !== undefined) parent.append(element("code", code));
    else if (label !== undefined) parent.append(link(url, label));
    else parent.append(onMarker(Number(marker)));
    last = match.index + match[0].length;
  }
  parent.append(text.slice(last));
}

function list(lines, ordered, onMarker) {
  const made = document.createElement(ordered ? "ol" : "ul");
  for (const line of lines) {
    const item = document.createElement("li");
    inline(item, line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, ""), onMarker);
    if (ordered) item.value = parseInt(line, 10); // "24." before "31." may be dates
    made.append(item);
  }
  return made;
}

const isBullet = (line) => /^\s*[-*•]\s+/.test(line);
const isQuote = (line) => /^>/.test(line);
const isNumber = (line) => /^\s*\d+[.)]\s+/.test(line);

function takeWhile(lines, start, test) {
  let end = start;
  while (end < lines.length && test(lines[end])) end += 1;
  return end;
}

/** `text` as nodes; `onMarker(number)` makes the node for a source's number, `tongueOf(number)` tells
 * the language of a quote from it. */
export function render(text, onMarker, tongueOf = () => "") {
  const made = document.createDocumentFragment();
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (!line.trim()) {
      at += 1;
    } else if (line.startsWith("```")) {
      const end = takeWhile(lines, at + 1, (l) => !l.startsWith("```"));
      const block = document.createElement("pre");
      block.append(element("code", lines.slice(at + 1, end).join("\n")));
      made.append(block);
      at = end + 1;
    } else if (isBullet(line) || isNumber(line)) {
      const test = isBullet(line) ? isBullet : isNumber;
      const end = takeWhile(lines, at, test);
      made.append(list(lines.slice(at, end), test === isNumber, onMarker));
      at = end;
    } else if (isQuote(line)) {
      const end = takeWhile(lines, at, isQuote);
      const quoted = lines.slice(at, end).map((part) => part.replace(/^>\s?/, "")).join("\n");
      const quote = document.createElement("blockquote");
      const source = /\[(\d{1,2})\]/.exec(quoted);
      const tongue = source && tongueOf(Number(source[1]));
      if (tongue) quote.lang = tongue;
      quote.append(render(quoted, onMarker));
      made.append(quote);
      at = end;
    } else if (/^#{1,6}\s/.test(line)) {
      const heading = document.createElement("p");
      const strong = document.createElement("strong");
      inline(strong, line.replace(/^#+\s+/, ""), onMarker);
      heading.append(strong);
      made.append(heading);
      at += 1;
    } else {
      const end = takeWhile(lines, at, (l) => l.trim() && !isQuote(l) && !isBullet(l) && !isNumber(l) && !l.startsWith("```") && !/^#{1,6}\s/.test(l));
      const paragraph = document.createElement("p");
      lines.slice(at, end).forEach((part, index) => {
        if (index > 0) paragraph.append(document.createElement("br"));
        inline(paragraph, part, onMarker);
      });
      made.append(paragraph);
      at = end;
    }
  }
  return made;
}
