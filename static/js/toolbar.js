// The bar above the box, and the count below it. All changes go through the browser's own editing, so that undo takes them back;
// no key is taken from anybody, Tab least of all.

/** Puts `words` in the place of what stands between `from` and `to`, as if typed. */
const put = (box, from, to, words) => {
  box.focus();
  box.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, words)) {
    box.setRangeText(words, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

/** The selection without the blanks at its ends: "**word **" marks nothing. */
const chosen = (box) => {
  let [from, to] = [box.selectionStart, box.selectionEnd];
  while (from < to && /\s/.test(box.value[from])) from += 1;
  while (to > from && /\s/.test(box.value[to - 1])) to -= 1;
  return [from, to];
};

const wrap = (box, mark) => {
  const [from, to] = chosen(box);
  const [before, behind] = [from - mark.length, to + mark.length];
  const isMarked = before >= 0 && box.value.slice(before, from) === mark && box.value.slice(to, behind) === mark;
  const isMore = isMarked && mark === "*" && box.value[before - 1] === "*" && box.value[before - 2] !== "*";
  if (isMarked && !isMore) {
    const words = box.value.slice(from, to);
    put(box, before, behind, words);
    box.setSelectionRange(before, before + words.length);
    return;
  }
  put(box, from, to, mark + box.value.slice(from, to) + mark);
  box.setSelectionRange(from + mark.length, to + mark.length);
};

const link = (box, address) => {
  const [from, to] = chosen(box);
  const words = box.value.slice(from, to);
  put(box, from, to, `[${words}](${address})`);
  const start = words ? from + words.length + 3 : from + 1;
  box.setSelectionRange(start, words ? start + address.length : start);
};

/** What has to stand between `from` and the text before it, so that it begins a paragraph. */
const gapBefore = (box, from) => {
  const before = box.value.slice(0, from);
  return !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
};

const quote = (box, sign) => {
  const from = box.selectionStart && box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const end = box.value.indexOf("\n", box.selectionEnd);
  const to = end < 0 ? box.value.length : end;
  const lines = box.value.slice(from, to).split("\n");
  put(box, from, to, lines.map((line) => sign + line).join("\n"));
};

const fence = (box, opening, label) => {
  const [from, to] = chosen(box);
  const words = box.value.slice(from, to);
  // Longer than any fence inside, which would end it.
  const longest = Math.max(2, ...(words.match(/:{3,}/g) ?? []).map((found) => found.length));
  const [colons, gap] = [":".repeat(longest + 1), gapBefore(box, from)];
  const first = `${gap}${colons} ${opening} `;
  put(box, from, to, `${first}${label}\n${words}\n${colons}${box.value[to] === "\n" ? "" : "\n"}`);
  const start = from + first.length;
  box.setSelectionRange(start, start + label.length);
};

const use = (tool, box) => {
  const { wrap: mark, link: address, lines, fence: opening, label } = tool.dataset;
  if (mark) wrap(box, mark);
  else if (address) link(box, address);
  else if (lines) quote(box, lines);
  else if (opening) fence(box, opening, label);
};

/** One stop for Tab, arrows inside, as toolbars are (ARIA Authoring Practices). */
const steps = (bar, tools) => {
  const go = (to) => {
    for (const tool of tools) tool.tabIndex = tool === to ? 0 : -1;
    to.focus();
  };
  for (const tool of tools.slice(1)) tool.tabIndex = -1;
  bar.addEventListener("keydown", (event) => {
    const at = tools.indexOf(document.activeElement);
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    go(tools.at(next % tools.length));
  });
};

for (const bar of document.querySelectorAll("[data-toolbar]")) {
  const box = document.getElementById(bar.getAttribute("aria-controls"));
  if (!box) continue;
  const tools = [...bar.querySelectorAll("button")];
  bar.hidden = false;
  steps(bar, tools);
  // A press must not take the selection away before it is used.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("button");
    if (tool) use(tool, box);
  });
}

/** Letters as the server counts them: composed, and each once. */
const lengthOf = (words) => [...words.normalize("NFC")].length;

for (const count of document.querySelectorAll("[data-count]")) {
  const box = count.closest("form").querySelector("textarea[data-limit]");
  if (!box) continue;
  const limit = Number(box.dataset.limit);
  let wasOver = false;
  const tell = () => {
    const length = lengthOf(box.value);
    const isOver = length > limit;
    const numbers = (number) => number.toLocaleString(document.documentElement.lang || undefined);
    count.textContent = count.dataset.words.replace("{count}", numbers(length)).replace("{limit}", numbers(limit));
    count.toggleAttribute("data-over-limit", isOver);
    const announcer = document.getElementById("announcer");
    if (isOver && !wasOver && announcer) announcer.textContent = `${count.dataset.over} ${count.textContent}`;
    wasOver = isOver;
  };
  count.hidden = false;
  box.addEventListener("input", tell);
  tell();
}
