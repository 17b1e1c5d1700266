// A claim by hand: words that are chosen in the text go into the fields of the form. Without this the words are typed.
import { isTyping, say } from "./lagebild.js";
import { beginWalk, leaveWords, make, numbered, offering, rangeOf, walkedTo, walking } from "./words.js";

const form = document.getElementById("add");
const assign = document.getElementById("assign");
const keys = document.getElementById("keys");
const table = document.getElementById("words").content;
const words = Object.fromEntries([...table.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]));
const roles = Object.fromEntries([...table.querySelectorAll("[data-type]")].map((one) => [one.dataset.type, one.textContent.split(" ")]));
const counted = new Set(words.counted.split(" "));
const fields = form.elements;

// Words into fields; what is typed afterwards is no longer pinned to its place.

const pinOf = (input) => fields[`${input.name}_at`];

function put(input, span) {
  input.value = span.text.replace(/\s+/g, " ");
  pinOf(input).value = `${span.start}-${span.end}`;
  const outer = input.closest("details");
  if (outer) outer.open = true;
  input.closest(".spare")?.classList.remove("spare");
  draw();
  say(`${input.labels[0].firstChild.textContent}: ${input.value}`);
}

form.addEventListener("input", (event) => {
  if (!("words" in event.target.dataset)) return;
  pinOf(event.target).value = "";
  draw();
});

const empty = (input) => !input.value.trim();
const rows = [...form.querySelectorAll("[data-row]")];
const sources = [...form.querySelectorAll("[data-source]")];
const wordsOf = (row) => row.querySelector("[data-words]");

/** The next row for a role: one that has it and no words, else any without words; the last where all are taken. */
function rowFor(name) {
  const free = rows.filter((row) => empty(wordsOf(row)));
  return free.find((row) => row.querySelector("[data-role]").value === name) ?? free.find((row) => row.classList.contains("spare")) ?? free[0] ?? rows.at(-1);
}

function putRole(name, span) {
  const row = rowFor(name);
  row.querySelector("[data-role]").value = name;
  put(wordsOf(row), span);
  drawAmounts();
}

function putSource(span) {
  put(wordsOf(sources.find((row) => empty(wordsOf(row))) ?? sources.at(-1)), span);
}

function putCue(span) {
  const row = sources.findLast((one) => !empty(wordsOf(one))) ?? sources[0];
  put(row.querySelectorAll("[data-words]")[1], span);
}

// The trigger comes first: as long as there is none, it is what the first key stands for.
offering(assign, () => {
  const trigger = [words.trigger, (span) => put(fields.trigger, span)];
  const named = (roles[fields.type.value] ?? []).map((name) => [words[`role.${name}`], (span) => putRole(name, span)]);
  const rest = [
    [words.time, (span) => put(fields.time, span)], [words.place, (span) => put(fields.place, span)], [words.source, putSource],
    ...(sources.some((row) => !empty(wordsOf(row))) ? [[words.cue, putCue]] : []),
  ];
  return empty(fields.trigger) ? [trigger, ...named, ...rest] : [...named, trigger, ...rest];
});

// The roles of the type that is chosen, without asking the server

function drawRoles() {
  const names = roles[fields.type.value] ?? [];
  rows.forEach((row, n) => {
    const choice = row.querySelector("[data-role]");
    const was = choice.value;
    const now = names.includes(was) ? was : empty(wordsOf(row)) ? names[n] ?? names[0] : was;
    const shown = names.includes(now) ? names : [...names, now];
    choice.replaceChildren(...shown.map((name) => make("option", { value: name, selected: name === now }, names.includes(name) ? words[`role.${name}`] : `${words[`role.${name}`]} ?`)));
    row.classList.toggle("spare", n >= names.length && empty(wordsOf(row)));
  });
  drawAmounts();
}

function drawAmounts() {
  for (const row of rows) row.querySelector(".amount").hidden = !counted.has(row.querySelector("[data-role]").value);
}

fields.type.addEventListener("change", drawRoles);
for (const row of rows) row.querySelector("[data-role]").addEventListener("change", drawAmounts);
document.getElementById("roles-again").hidden = true;
drawRoles();

// What is pinned stands marked in the text, where the browser can mark words without touching the page.

function draw() {
  if (!("highlights" in CSS)) return;
  const found = [...form.querySelectorAll("[data-words]")].map((input) => pinOf(input).value.split("-").map(Number)).filter((pin) => pin.length === 2);
  const ranges = found.map(([start, end]) => rangeOf(start, end)).filter(Boolean);
  CSS.highlights.set("taken", new Highlight(...ranges));
}
draw();

// Keys

document.getElementById("keys-open").addEventListener("click", () => keys.showModal());
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.getElementById("add-go").click();
  } else if (event.key === "Escape" && !keys.open) {
    leaveWords();
    assign.hidden = true;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  } else if (!isTyping(event)) {
    shortcut(event);
  }
});

function shortcut(event) {
  if (event.key === "?") {
    event.preventDefault();
    keys.showModal();
  } else if (!walking(event) && !numbered(event, assign) && event.key === "w") {
    event.preventDefault();
    beginWalk(walkedTo() ?? (Number(fields.trigger_at.value.split("-")[0]) || 0));
  }
}
