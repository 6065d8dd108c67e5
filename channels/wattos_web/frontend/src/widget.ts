// What every page loads: a button that leads to the chat of a public key.

class WattosChat extends HTMLElement {
  connectedCallback(): void {
    const link = document.createElement("a");
    link.href = new URL(`../chat/${encodeURIComponent(this.getAttribute("key") ?? "")}`, base).href;
    link.textContent = "Chat";
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(link);
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const base = script?.src ?? document.baseURI;
if (!customElements.get("wattos-chat")) customElements.define("wattos-chat", WattosChat);
const key = script?.dataset["key"];
if (key) {
  const chat = document.createElement("wattos-chat");
  chat.setAttribute("key", key);
  document.body.append(chat);
}
