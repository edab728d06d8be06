// Shows how a reply will read while it is being written. Without this module the form's own button shows it on a page.

/** Milliseconds without a key before the server is asked. */
const PAUSE = 500;

const previewOf = (form, button, pane) => {
  const box = form.elements.namedItem("text");
  let asked = new AbortController();
  let later;
  let shown = null;

  const say = (words) => {
    const line = document.createElement("p");
    line.className = "quiet";
    line.textContent = words;
    pane.replaceChildren(line);
  };

  const ask = async () => {
    const text = box.value;
    if (text === shown) return;
    asked.abort();
    asked = new AbortController();
    if (!text.trim()) {
      shown = text;
      say(pane.dataset.empty);
      return;
    }
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        // The text and nothing else: who writes it makes no difference to how it reads.
        body: new URLSearchParams({ action: "preview", text }),
        headers: { "X-Requested-With": "fetch" },
        signal: asked.signal,
      });
      if (![200, 422].includes(answer.status)) throw new Error(answer.statusText);
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown = text;
      pane.replaceChildren(...[...fragment.body.childNodes].map((node) => document.importNode(node, true)));
    } catch (error) {
      if (error.name !== "AbortError") say(pane.dataset.failed);
    }
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    const open = pane.hidden;
    pane.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) ask();
  });
  box.addEventListener("input", () => {
    clearTimeout(later);
    if (!pane.hidden) later = setTimeout(ask, PAUSE);
  });
};

for (const form of document.querySelectorAll("form[data-reply]")) {
  const button = form.querySelector("[data-preview]");
  const pane = button && document.getElementById(button.getAttribute("aria-controls"));
  if (pane) previewOf(form, button, pane);
}
