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

/** What is behind the break and was asked for: by `?to=`, or by an anchor that the closed page does not have. */
const wanted = () => document.querySelector('#open-form [name="to"]');

/** An address may name a heading or a reply that is not on the page yet: lead to what has to be opened first. */
const lookBehind = () => {
  let id = "";
  try {
    id = decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return; // no name of a place
  }
  const form = document.getElementById("open-form");
  const gate = document.querySelector(".gate--break") ?? document.querySelector("#after-room:not([data-open])");
  // A gate that is gone is no place behind the break.
  if (!form || !gate || !id || id.startsWith("g-") || document.getElementById(id)) return;
  const input = wanted() ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "to" }));
  input.value = id;
  gate.focus({ preventScroll: true });
  gate.scrollIntoView({ block: "center" });
  say(form.dataset.behind ?? "");
};

/** Goes to the place that was asked for, if it is there by now. */
const goBehind = () => {
  const input = wanted();
  const place = input?.value ? document.getElementById(input.value) : null;
  if (!place && input?.dataset.at && document.querySelector("#after-room[data-open]")) {
    window.location.assign(input.dataset.at); // it stands on a later page of the room
    return true;
  }
  if (!place) return false;
  window.history.replaceState(null, "", `#${encodeURIComponent(input.value)}`);
  input.remove();
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
  return true;
};

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
  say(form.dataset.said ?? "");
  if (goBehind()) return;
  // A button of the second room opens the break, so what it opened stands above: stay in the room it was pressed in.
  const home = button.closest("#after-room") ? "after-room" : `g-${button.value}`;
  const place = document.getElementById(home) ?? document.getElementById("after-room");
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
};

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!FORMS.includes(event.target.id) || !button || button.dataset.plain || !window.fetch) return;
  event.preventDefault();
  if (button.getAttribute("aria-busy") !== "true") press(button, event.target);
});

lookBehind();
window.addEventListener("hashchange", lookBehind);

// A page may be kept for the way back while what stands on it is closed elsewhere: it goes in blank, and is fetched anew.
window.addEventListener("pagehide", () => {
  if (document.querySelector("[data-passage]")) document.body.hidden = true;
});

// A page from the back-forward cache may show passages that were closed since, or gates that were opened.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-gate], [data-passage]")) window.location.reload();
});
