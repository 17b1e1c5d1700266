// Words of a report: where they stand, choosing them with the mouse, a finger or the arrow keys.
// Offsets count code points of the report's text, as everywhere in Lagebild.
import { say } from "./lagebild.js";

const text = document.getElementById("text");

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
export function chosen() {
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

/** The stretch [start, end) as a range of the page, null where it is not shown. */
export function rangeOf(start, end) {
  const all = allSigns();
  const first = all.find((s) => s.at === start);
  const last = all.find((s) => s.at === end - 1);
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, first.from);
  range.setEnd(last.node, last.to);
  return range;
}

function select(start, end) {
  const range = rangeOf(start, end);
  if (!range) return;
  getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
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

/** Chooses the word at code point `from`, or the next behind it, and lets the arrow keys move on from there. */
export function beginWalk(from) {
  const all = allWords();
  if (!all.length) return;
  const at = Math.max(0, all.findIndex((w) => w[1] > from));
  place = [at, at];
  text.focus({ preventScroll: true });
  show();
}

/** Where the choice by arrow keys stands, null where there is none. */
export function walkedTo() {
  return place ? allWords()[place[1]]?.[0] ?? null : null;
}

/** Ends the choice. */
export function leaveWords() {
  getSelection().removeAllRanges();
  place = null;
}

/** Moves the choice for a key press; whether it was one for it. */
export function walking(event) {
  if (!place || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return false;
  event.preventDefault();
  const step = event.key === "ArrowRight" ? 1 : -1;
  const next = Math.min(allWords().length - 1, Math.max(0, place[1] + step));
  place = event.shiftKey ? [place[0], next] : [next, next];
  show();
  return true;
}

function show() {
  const all = allWords();
  const [a, b] = [Math.min(...place), Math.max(...place)];
  select(all[a][0], all[b][1]);
  say(getSelection().toString());
}

// The bar that offers what the chosen words may be

const fillers = new WeakMap();

/** Shows in `bar` what the chosen words may be: `choices` gives pairs of a name and what to do with the stretch. */
export function offering(bar, choices) {
  const fill = () => {
    const stretch = chosen();
    bar.hidden = !stretch;
    if (!stretch) return;
    bar.replaceChildren(...choices().map(([name, act], n) => button(name, n, () => {
      const taken = chosen();
      getSelection().removeAllRanges();
      bar.hidden = true;
      if (taken) act(taken);
    })));
  };
  fillers.set(bar, fill);
  document.addEventListener("selectionchange", fill);
}

/** Presses the button of the bar that a number key stands for; whether there was one. */
export function numbered(event, bar) {
  if (!/^[1-9]$/.test(event.key)) return false;
  fillers.get(bar)?.(); // a quick hand is before the event of the choice
  if (bar.hidden) return false;
  const found = bar.querySelectorAll("button")[Number(event.key) - 1];
  if (!found) return false;
  event.preventDefault();
  found.click();
  return true;
}

function button(name, n, act) {
  const made = make("button", { type: "button", className: "small", onclick: act, onmousedown: (event) => event.preventDefault() }, name, " ");
  if (n < 9) made.append(make("kbd", {}, String(n + 1)));
  return made;
}

/** An element with properties, listeners ("onclick") and what stands in it. */
export function make(tag, facts = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside);
  return made;
}
