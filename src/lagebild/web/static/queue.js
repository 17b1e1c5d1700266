// The queue by keyboard, and corrections made in the text: choose words, say what they are.
import { isTyping, say } from "./lagebild.js";
import { beginWalk, leaveWords, make, numbered, offering, walking } from "./words.js";

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
  if (walking(event) || numbered(event, assign)) return;
  if (event.key === "w" && data) {
    event.preventDefault();
    correct.open = true;
    beginWalk(data.claim.trigger.start);
    return;
  }
  if (event.shiftKey) return;
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && !one.closest("#undo"));
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
  leaveWords();
  assign.hidden = true;
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

// Giving chosen words a role

let parts = data ? structuredClone(data.claim) : null;
const changed = new Set();
const roleNames = () => data.roles[type.value];

if (data) offering(assign, () => [
  ...roleNames().map((name) => [words[`role.${name}`], (span) => addRole(name, span)]),
  [words.trigger, (span) => setPart("trigger", span)], [words.time, setTime], [words.place, setPlace],
  [words.source, addSource], ...(parts.attribution.length ? [[words.cue, setCue]] : []),
]);

function addRole(name, span) {
  parts.roles.push({ role: name, span, entity: null });
  parts.roles.sort((a, b) => a.span.start - b.span.start);
  note("roles");
  say(`${words[`role.${name}`]}: ${span.text}`);
}

function setPart(part, span) {
  parts[part] = span;
  widen(span);
  note(part);
}

function setTime(span) {
  parts.time = { edtf: parts.time?.edtf ?? null, span, basis: "stated" };
  note("time");
}

function setPlace(span) {
  parts.place = { span, country: parts.place?.country ?? null, precision: parts.place?.precision ?? null };
  note("place");
}

/** A further source, named as the innermost: the list runs from who told last to who knew first. */
function addSource(span) {
  parts.attribution.push({ span, kind: "unnamed", cue: null });
  note("attribution");
  say(`${words.source}: ${span.text}`);
}

function setCue(span) {
  parts.attribution.at(-1).cue = span;
  note("attribution");
  say(`${words.cue}: ${span.text}`);
}

/** The trigger stands inside the evidence: where it does not, the evidence is made to reach it. */
function widen(span) {
  const { start, end } = parts.evidence;
  if (span.start >= start && span.end <= end) return;
  parts.evidence = { start: Math.min(start, span.start), end: Math.max(end, span.end) }; // the server has its words
  changed.add("evidence");
}

function note(part) {
  correct.open = true;
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
  rows.replaceChildren(...parts.roles.map(drawRole), ...parts.attribution.map(drawSource), ...["trigger", "time", "place"].filter((part) => changed.has(part) || (part !== "trigger" && parts[part])).map(drawPart));
}

function drawSource(source, n) {
  const choice = make("select", { ariaLabel: `${words.source}: ${source.span.text}`, onchange: (event) => { source.kind = event.target.value; note("attribution"); } },
    ...data.kinds.map((kind) => make("option", { value: kind, selected: kind === source.kind }, words[`kind.${kind}`])));
  const inside = [make("b", {}, words.source), choice, make("span", { className: "edit-words" }, make("bdi", {}, source.span.text), ...(source.cue ? [make("span", { className: "meta" }, `${words.cue}: `, make("bdi", {}, source.cue.text))] : []))];
  const buttons = [make("button", { type: "button", className: "small quiet", ariaLabel: `${words.remove}: ${source.span.text}`, onclick: () => { parts.attribution.splice(n, 1); note("attribution"); } }, words.remove)];
  if (n) buttons.unshift(make("button", { type: "button", className: "small quiet", ariaLabel: `${words.outward}: ${source.span.text}`, onclick: () => { parts.attribution.splice(n - 1, 0, ...parts.attribution.splice(n, 1)); note("attribution"); } }, words.outward));
  return make("div", { className: "edit-role edit-source" }, ...inside, make("div", { className: "buttons" }, ...buttons));
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
