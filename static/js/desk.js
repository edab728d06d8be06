// The desk without leaving it: a decision is sent, and a line with “Undo” takes the place of the row. Without this module the same forms
// post the same, and come back to the next row. Keys are in desk-keys.js.

/** Milliseconds somebody stays with a row before the others are told that they have it open: more than it takes to pass by. */
const DWELL = 2_000;

const say = (words) => {
  const announcer = document.getElementById("announcer");
  if (!announcer || !words) return;
  announcer.textContent = ""; // the same words twice are two announcements
  requestAnimationFrame(() => {
    announcer.textContent = words;
  });
};

const rows = () => [...document.querySelectorAll("[data-row]")];

const goTo = (place) => {
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
};

/** The row below a place on the page; at the end the one above. */
const nextTo = (place) => {
  const all = rows();
  const below = all.find((row) => place.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
  return below ?? all.at(-1);
};

const count = () => {
  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const chosen = document.querySelectorAll("[data-choose]:checked").length;
  bulk.toggleAttribute("data-some", chosen > 0);
  const shown = bulk.querySelector("[data-chosen]");
  shown.hidden = chosen === 0;
  shown.textContent = chosen;
};

/** Puts the answer in the place of its row, says what happened, and goes on. Throws where the answer is no row. */
const swap = (html, old) => {
  const fresh = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelector("li[id]");
  if (!fresh || fresh.id !== old.id) throw new Error("no row");
  const node = document.importNode(fresh, true);
  old.replaceWith(node);
  node.dataset.at = String(performance.now());
  say([node.dataset.said, node.dataset.left].filter(Boolean).join(" "));
  const lead = document.querySelector("p[data-left]");
  if (lead && node.dataset.left) lead.textContent = node.dataset.left;
  const pile = document.querySelector("[data-waiting]");
  if (pile && node.dataset.count) pile.textContent = node.dataset.count;
  count();
  document.dispatchEvent(new CustomEvent("desk:changed"));
  goTo(node.hasAttribute("data-row") ? node : (nextTo(node) ?? node));
};

const send = async (form, button) => {
  const row = form.closest("li[id^='row-']");
  button?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form, button)),
      headers: { Accept: "text/html", "X-Requested-With": "fetch" },
      credentials: "same-origin",
      redirect: "error",
    });
    if (response.status !== 200 && response.status !== 409) throw new Error("not an answer for this page");
    swap(await response.text(), row);
  } catch {
    // Whatever it was, the plain way shows it: what is missing in a form, or that somebody has to sign in again.
    button?.removeAttribute("aria-busy");
    form.dataset.plain = "yes";
    form.requestSubmit(button);
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-in-place]") || form.dataset.plain || !form.closest("li[id^='row-']")) return;
  event.preventDefault();
  if (event.submitter?.getAttribute("aria-busy") !== "true") send(form, event.submitter);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose]")) count();
});

let dwelling;
document.addEventListener("focusin", (event) => {
  clearTimeout(dwelling);
  const row = event.target.closest?.("[data-claim]");
  const token = row?.querySelector("[name='csrfmiddlewaretoken']");
  if (!token) return;
  dwelling = setTimeout(() => {
    const address = row.dataset.claim;
    delete row.dataset.claim; // once a row
    const body = new URLSearchParams({ csrfmiddlewaretoken: token.value });
    fetch(address, { method: "POST", body, credentials: "same-origin", redirect: "error" }).catch(() => {});
  }, DWELL);
});

count();
const asked = window.location.hash.startsWith("#row-") ? document.getElementById(window.location.hash.slice(1)) : null;
if (asked) goTo(asked);
say(document.querySelector(".notes .note")?.firstChild?.textContent?.trim());

// What was opened for a decision is not for whoever comes after: a page that is kept for the way back goes in blank, and is fetched anew.
window.addEventListener("pagehide", () => {
  if (document.querySelector("[data-desk]")) document.body.hidden = true;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
