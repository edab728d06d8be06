// Opens and closes gates in place. Without this module the same buttons post the same forms and come back to the same spot.

const FORMS = ["open-form", "close-form"];

const say = (words) => {
  const announcer = document.getElementById("announcer");
  if (!announcer) return;
  announcer.textContent = ""; // the same words twice are two announcements
  requestAnimationFrame(() => {
    announcer.textContent = words;
  });
};

/** Puts each top-level element of `html` where the page has one with its id. Returns whether there was any. */
const swap = (html) => {
  const fragment = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...fragment.body.children].filter((element) => element.id && document.getElementById(element.id));
  for (const element of fresh) {
    const node = document.importNode(element, true);
    document.getElementById(element.id).replaceWith(node);
    node.classList.add("is-turned");
  }
  return fresh.length > 0;
};

const showBar = () => {
  const bar = document.querySelector("[data-open-bar]");
  if (!bar) return;
  const open = document.querySelector("[data-passage], #after-room[data-open]");
  bar.hidden = !open;
  const breakButton = bar.querySelector("[data-close-break]");
  // What the shelf holds open has no button of its own to close it, so there is nothing to press here either.
  const closable = document.querySelector('.passage--break > .passage__head [form="close-form"], #after-room [form="close-form"][value="break"]');
  if (breakButton) breakButton.hidden = !closable;
};

/** Who reads after the break writes there, unless they have chosen for themselves. */
const chooseRoom = () => {
  const room = document.querySelector("#after-room[data-open]") ? "after" : "before";
  const choice = document.querySelector(`form[data-reply]:not([data-chosen]) [name="room"][value="${room}"]`);
  if (choice) choice.checked = true;
};

document.addEventListener("change", (event) => {
  if (event.target.name === "room") event.target.form?.setAttribute("data-chosen", "");
});

const press = async (button, form) => {
  const body = new URLSearchParams(new FormData(form, button));
  button.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "text/html", "X-Requested-With": "fetch" },
      credentials: "same-origin",
      redirect: "error",
    });
    if (response.status !== 200 || !swap(await response.text())) throw new Error("no fragment");
  } catch {
    button.removeAttribute("aria-busy");
    button.dataset.plain = "yes"; // the next submit of this button goes the plain way
    form.requestSubmit(button);
    return;
  }
  showBar();
  if (document.getElementById(`g-${button.value}`)?.matches(".gate--break, .passage--break") || button.closest("#after-room, [data-open-bar]")) chooseRoom();
  // A button of the second room opens the break, so what it opened stands above: stay in the room it was pressed in.
  const home = button.closest("#after-room") ? "after-room" : `g-${button.value}`;
  const place = document.getElementById(home) ?? document.getElementById("after-room");
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
  say(form.dataset.said ?? "");
};

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!FORMS.includes(event.target.id) || !button || button.dataset.plain || !window.fetch) return;
  event.preventDefault();
  if (button.getAttribute("aria-busy") !== "true") press(button, event.target);
});

// A page from the back-forward cache may show passages that were closed since, or gates that were opened.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-gate], [data-passage]")) window.location.reload();
});
