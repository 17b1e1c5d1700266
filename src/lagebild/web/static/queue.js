// The queue by keyboard, and corrections made in the text: choose words, say what they are.
import { isTyping, say } from "./lagebild.js";

const text = document.getElementById("text");
const form = document.getElementById("decide");
const correct = document.getElementById("correct");
const assign = document.getElementById("assign");
const keys = document.getElementById("keys");
const rows = document.getElementById("edit-roles");
const words = Object.fromEntries([...(document.getElementById("words")?.content.querySelectorAll("[data-word]") ?? [])].map((w) => [w.dataset.word, w.textContent]));
const data = JSON.parse(document.getElementById("data")?.dataset.json ?? "null");
const type = document.getElementById("part-type");

// Keys

document.getElementById("keys-open")?.addEventListener("click", () => keys.showModal());

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && correct?.open) {
    event.preventDefault();
    document.getElementById("correct-go").click();
    return;
  }
  if (event.key === "Escape" && !keys.open) {
    leave();
    return;
  }
  if (isTyping(event)) return;
  if (event.key === "?") {
    event.preventDefault();
    keys.showModal();
    return;
  }
  if (walking(event)) return;
  if (event.key === "w" && data) {
    event.preventDefault();
    beginWalk();
    return;
  }
  if (event.shiftKey) return;
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "SUMMARY") {
    target.parentElement.open = !target.parentElement.open;
    if (target.parentElement.open) type?.focus();
  } else if (target.tagName === "INPUT") {
    target.focus();
  } else {
    target.click();
  }
});

function leave() {
  getSelection().removeAllRanges();
  assign.hidden = true;
  place = null;
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

// Where words stand: offsets count code points of the report's text, as everywhere in Lagebild.

/** The code points of the text that the page shows, each with its node and offset; built when it is first needed. */
let signs = null;
function allSigns() {
  if (signs) return signs;
  signs = [];
  for (const holder of text.querySelectorAll("[data-at]")) {
    let at = Number(holder.dataset.at);
    if (holder.dataset.one) {
      signs.push({ at, node: holder.firstChild, from: 0, to: holder.firstChild.length, sign: "\ufffd" });
      continue;
    }
    const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let from = 0;
      for (const sign of node.data) {
        signs.push({ at, node, from, to: from + sign.length, sign });
        from += sign.length;
        at += 1;
      }
    }
  }
  return signs;
}

/** The chosen stretch [start, end) with its words, white space at its ends left out; null where nothing is chosen. */
function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return null;
  const inside = allSigns().filter((s) => range.comparePoint(s.node, s.from) >= 0 && range.comparePoint(s.node, s.to) <= 0);
  while (inside.length && !inside[0].sign.trim()) inside.shift();
  while (inside.length && !inside.at(-1).sign.trim()) inside.pop();
  if (!inside.length) return null;
  return { start: inside[0].at, end: inside.at(-1).at + 1, text: inside.map((s) => s.sign).join("") };
}

function select(start, end) {
  const all = allSigns();
  const first = all.find((s) => s.at === start);
  const last = all.find((s) => s.at === end - 1);
  if (!first || !last) return;
  getSelection().setBaseAndExtent(first.node, first.from, last.node, last.to);
  first.node.parentElement.scrollIntoView({ block: "nearest" });
}

// Walking through the words by arrow keys

let place = null; // [first word, last word] of the choice
let wordList = null;
function allWords() {
  if (wordList) return wordList;
  wordList = [];
  let begun = null;
  let last = null;
  for (const s of allSigns()) {
    const inWord = /[\p{L}\p{N}\p{M}_]/u.test(s.sign);
    if (inWord && (begun === null || s.at !== last + 1)) begun = s.at;
    if (inWord) {
      if (wordList.length && wordList.at(-1)[0] === begun) wordList.at(-1)[1] = s.at + 1;
      else wordList.push([begun, s.at + 1]);
    } else begun = null;
    last = s.at;
  }
  return wordList;
}

function beginWalk() {
  const all = allWords();
  if (!all.length) return;
  const from = data.claim.trigger.start;
  const at = Math.max(0, all.findIndex((w) => w[1] > from));
  place = [at, at];
  correct.open = true;
  text.focus({ preventScroll: true });
  show();
}

function show() {
  const all = allWords();
  const [a, b] = [Math.min(...place), Math.max(...place)];
  select(all[a][0], all[b][1]);
  say(getSelection().toString());
}

function walking(event) {
  if (place && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    event.preventDefault();
    const step = event.key === "ArrowRight" ? 1 : -1;
    const next = Math.min(allWords().length - 1, Math.max(0, place[1] + step));
    place = event.shiftKey ? [place[0], next] : [next, next];
    show();
    return true;
  }
  if (!assign.hidden && /^[1-9]$/.test(event.key)) {
    const button = assign.querySelectorAll("button")[Number(event.key) - 1];
    if (button) {
      event.preventDefault();
      button.click();
      return true;
    }
  }
  return false;
}

// Giving chosen words a role

let parts = data ? structuredClone(data.claim) : null;
const changed = new Set();
const roleNames = () => data.roles[type.value];

function make(tag, facts = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside);
  return made;
}

function offer() {
  const stretch = chosen();
  if (!data || !stretch) {
    assign.hidden = true;
    return;
  }
  const choices = [...roleNames().map((name) => [words[`role.${name}`], () => addRole(name)]), [words.trigger, () => setPart("trigger")], [words.time, () => setTime()], [words.place, () => setPlace()]];
  assign.replaceChildren(...choices.map(([name, act], n) => make("button", { type: "button", className: "small", onclick: act, onmousedown: (e) => e.preventDefault() }, name, " ", make("kbd", {}, String(n + 1)))));
  assign.hidden = false;
}
document.addEventListener("selectionchange", () => { if (data) offer(); });

function taken() {
  const stretch = chosen();
  correct.open = true;
  getSelection().removeAllRanges();
  assign.hidden = true;
  return stretch;
}

function addRole(name) {
  const span = taken();
  if (!span) return;
  parts.roles.push({ role: name, span, entity: null });
  parts.roles.sort((a, b) => a.span.start - b.span.start);
  note("roles");
  say(`${words[`role.${name}`]}: ${span.text}`);
}

function setPart(part) {
  const span = taken();
  if (!span) return;
  parts[part] = span;
  widen(span);
  note(part);
}

function setTime() {
  const span = taken();
  if (!span) return;
  parts.time = { edtf: parts.time?.edtf ?? null, span, basis: "stated" };
  note("time");
}

function setPlace() {
  const span = taken();
  if (!span) return;
  parts.place = { span, country: parts.place?.country ?? null, precision: parts.place?.precision ?? null };
  note("place");
}

/** The trigger stands inside the evidence: where it does not, the evidence is made to reach it. */
function widen(span) {
  const { start, end } = parts.evidence;
  if (span.start >= start && span.end <= end) return;
  const [a, b] = [Math.min(start, span.start), Math.max(end, span.end)];
  parts.evidence = { start: a, end: b, text: allSigns().filter((s) => s.at >= a && s.at < b).map((s) => s.sign).join("") };
  changed.add("evidence");
}

function note(part) {
  changed.add(part);
  write();
  draw();
}

/** Only what was touched is sent. */
function write() {
  const said = Object.fromEntries([...changed].map((part) => [part, parts[part]]));
  document.getElementById("parts").value = changed.size ? JSON.stringify(said) : "";
}

function draw() {
  rows.replaceChildren(...parts.roles.map(drawRole), ...["trigger", "time", "place"].filter((part) => changed.has(part) || (part !== "trigger" && parts[part])).map(drawPart));
}

function drawPart(part) {
  const span = parts[part]?.span ?? parts[part];
  if (!span) return "";
  const inside = [make("b", {}, words[part]), make("span", { className: "edit-words" }, make("bdi", {}, span.text))];
  if (part !== "trigger") inside.push(make("button", { type: "button", className: "small quiet", onclick: () => { parts[part] = null; note(part); }, ariaLabel: `${words.remove}: ${span.text}` }, words.remove));
  if (part === "time") inside.push(make("div", { className: "edit-more" }, field("EDTF", parts.time.edtf ?? "", (value) => { parts.time.edtf = value || null; changed.add("time"); write(); })));
  if (part === "place") inside.push(make("div", { className: "edit-more" }, field(words.entity, parts.place.country ?? "", (value) => { parts.place.country = value.toUpperCase() || null; changed.add("place"); write(); })));
  return make("div", { className: "edit-role" }, ...inside);
}

function field(name, value, act, kind = "text") {
  return make("label", {}, name, make("input", { value, type: kind, autocomplete: "off", oninput: (event) => act(event.target.value.trim()) }));
}

function drawRole(role, n) {
  const fits = roleNames().includes(role.role);
  const choice = make("select", { ariaLabel: `${words.roles}: ${role.span.text}`, onchange: (event) => { role.role = event.target.value; if (!data.counted.includes(role.role)) delete role.quantity; note("roles"); } },
    ...(fits ? [] : [make("option", { value: role.role, selected: true }, `${words[`role.${role.role}`]} ?`)]),
    ...roleNames().map((name) => make("option", { value: name, selected: name === role.role }, words[`role.${name}`])));
  const touched = () => { changed.add("roles"); write(); };
  const more = [field(words.entity, role.entity ?? "", (value) => { role.entity = value || null; touched(); })];
  if (data.counted.includes(role.role)) more.push(...amountFields(role, touched));
  return make("div", { className: fits ? "edit-role" : "edit-role wrong" }, choice,
    make("span", { className: "edit-words" }, make("bdi", {}, role.span.text)),
    make("button", { type: "button", className: "small quiet", ariaLabel: `${words.remove}: ${role.span.text}`, onclick: () => { parts.roles.splice(n, 1); note("roles"); } }, words.remove),
    make("div", { className: "edit-more" }, ...more));
}

function amountFields(role, touched) {
  const forms = ["exact", "about", "min", "max", "range", "vague"];
  const choice = make("select", { onchange: (event) => { setForm(role, event.target.value); note("roles"); } },
    make("option", { value: "", selected: !role.quantity }, words.none), ...forms.map((form) => make("option", { value: form, selected: role.quantity?.form === form }, words[`form.${form}`])));
  const found = [make("label", {}, words.amount, choice)];
  if (!role.quantity) return found;
  const q = role.quantity;
  const number = (value) => (value === "" || Number.isNaN(Number(value)) ? null : Number(value));
  if (q.form !== "max") found.push(field(words.low, q.low ?? "", (value) => { q.low = number(value); if (q.form === "exact") q.high = q.low; touched(); }, "number"));
  if (q.form !== "min" && q.form !== "exact") found.push(field(words.high, q.high ?? "", (value) => { q.high = number(value); touched(); }, "number"));
  found.push(field(words.unit, q.unit ?? "", (value) => { q.unit = value || null; touched(); }));
  return found;
}

function setForm(role, form) {
  if (!form) {
    delete role.quantity;
    return;
  }
  const was = role.quantity ?? { low: null, high: null, unit: null, hedge: null };
  const one = was.low ?? was.high;
  const bounds = { exact: [one, one], about: [was.low ?? one, was.high ?? one], min: [one, null], max: [null, was.high ?? one], range: [was.low ?? one, was.high ?? one], vague: [was.low, was.high] }[form];
  role.quantity = { form, low: bounds[0], high: bounds[1], unit: was.unit, hedge: was.hedge };
}

type?.addEventListener("change", draw);
if (parts) draw();
