// Reports a reply where it stands, with the words its reader has selected in it. Without this module “Report” is a page of its own.

const SAID = "[data-said]";

/** What was selected last, and in which reply: pressing a link may take the selection away before the link is followed. */
let selected = { text: "", said: null };

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const text = selection?.toString().trim() ?? "";
  if (!text) return;
  const [begin, end] = [selection.anchorNode, selection.focusNode].map((node) => (node instanceof Element ? node : node?.parentElement)?.closest(SAID));
  selected = begin && begin === end ? { text, said: begin } : { text: "", said: null };
});

/** Closes the open form, and gives the focus back to the link it came from. */
const close = (panel, { back = true } = {}) => {
  const link = panel.parentElement?.querySelector("[data-flag]");
  panel.remove();
  link?.setAttribute("aria-expanded", "false");
  if (back) link?.focus();
};

const open = async (link) => {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" }, credentials: "same-origin", redirect: "error" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("[data-flag-form]");
  if (!answer.ok || !form) throw new Error("no form");
  for (const other of document.querySelectorAll(".flag-panel")) close(other, { back: false });
  const article = link.closest("article");
  const panel = document.createElement("div");
  panel.className = "flag-panel";
  panel.append(document.importNode(form, true));
  link.closest(".comment__do").after(panel);
  link.setAttribute("aria-expanded", "true");

  const said = article.querySelector(SAID);
  const words = panel.querySelector('[name="words"]');
  if (words && said && selected.said === said) {
    words.value = selected.text;
    // Whoever has selected words means those.
    const spoiler = panel.querySelector('[name="kind"][value="spoiler"]');
    if (spoiler) spoiler.checked = true;
  }
  const cancel = panel.querySelector("[data-flag-close]");
  if (cancel) {
    cancel.hidden = false;
    cancel.addEventListener("click", () => close(panel));
  }
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(panel);
  });
  (panel.querySelector('[name="kind"]:checked') ?? panel.querySelector('[name="kind"]'))?.focus();
};

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-flag]") : null;
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const here = link.closest("article")?.querySelector(".flag-panel");
  if (here) {
    close(here);
    return;
  }
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  try {
    await open(link);
  } catch {
    window.location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
});
