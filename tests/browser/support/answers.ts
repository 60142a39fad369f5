// The answers of the forms' own cases, and typing them into pages as a person would.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Locator, Page } from "@playwright/test";

export const FORMS = resolve(__dirname, "../../../forms");
export const FIXTURES = resolve(__dirname, "../../fixtures/forms");

export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };
export type Answers = { [name: string]: Value };

// The answers of a case on top of those of its base; null takes an answer away.
export function answersOf(form: string, name: string, folder = FORMS): Answers {
  const { base, answers } = JSON.parse(readFileSync(join(folder, form, "cases", `${name}.json`), "utf8"));
  return base ? (merge(answersOf(form, base, folder), answers) as Answers) : answers;
}

// The pages of a form, as their addresses name them.
export function pagesOf(form: string, folder = FORMS): string[] {
  const { pages } = JSON.parse(readFileSync(join(folder, form, "form.json"), "utf8"));
  return pages.map((page: { id: string }) => page.id);
}

export function merge(below: Value, above: Value): Value {
  if (!isObject(below) || !isObject(above)) return above;
  const merged = { ...below };
  for (const [name, value] of Object.entries(above)) {
    if (value === null) delete merged[name];
    else merged[name] = name in merged ? merge(merged[name], value) : value;
  }
  return merged;
}

// Fills in every control of the page that has an answer, and adds the rows that lists need. Some lists
// have a page for each row; `fillRow` fills it in and comes back.
export async function fill(page: Page, answers: Answers, fillRow: () => Promise<void>) {
  await addRows(page, answers, fillRow);
  const all = await names(page);
  for (const name of all) {
    const value = answerTo(answers, name);
    if (value === undefined || value === null) continue;
    // Of a searched choice, the page offers what fits to what was typed before; the line counts.
    if (all.includes(`${name}.search`) && (await page.locator(`${control(name)}[value="${value}"]`).count()) === 0) continue;
    const line = page.locator(control(name));
    await answer(line, name.endsWith(".search") ? await titleOf(line, value) : value);
  }
}

// The answer to the control with this name; a date has three of them, and with a time four.
export function answerTo(answers: Answers, name: string): Value | undefined {
  const part = name.match(/^(.*)\.(day|month|year|time)$/);
  const date = part && at(answers, part[1]);
  const instead = name.match(/^(.*)\.instead$/);
  if (instead) return insteadOfFiles(at(answers, instead[1]));
  const searched = name.match(/^(.*)\.search$/);
  if (searched) return at(answers, searched[1]);
  return part && typeof date === "string" ? partOfDate(date, part[2]) : at(answers, name);
}

// What an entry of the shipped lists is called, if this line searches it: whoever types a title in full means that
// option. Other searched choices are named by their values.
export async function titleOf(line: Locator, value: Value): Promise<Value> {
  const files = readdirSync(join(FORMS, "lists")).filter((file) => file.endsWith(".json"));
  const entries = files.flatMap((file) => JSON.parse(readFileSync(join(FORMS, "lists", file), "utf8")).oneOf);
  const titles = entries.filter((entry) => entry.const === value).map((entry) => entry.title);
  if (titles.length === 0) return value;
  const place = await line.locator("xpath=ancestor::*[@data-search]").getAttribute("data-search");
  const options: string[][] = await (await line.page().request.get(place!)).json();
  return titles.find((title) => options.some((option) => option[0] === title)) ?? value;
}

// Where the control with this name is.
export const control = (name: string) => `main form [name="${name}"]`;

// The names of the controls that a page has for answers.
export async function names(page: Page): Promise<string[]> {
  await page.waitForLoadState();
  const all = await page
    .locator("main form [name]:not([type=hidden]):not(button)")
    .evaluateAll((controls) => controls.map((control) => control.getAttribute("name")!));
  return [...new Set(all)];
}

// Adds the rows that lists need.
export async function addRows(page: Page, answers: Answers, fillRow: () => Promise<void>) {
  await page.waitForLoadState();
  const adding = page.locator("main form button[name=_action][value^='add:']");
  const lists = await adding.evaluateAll((buttons) => buttons.map((button) => button.getAttribute("value")!));
  for (const action of lists) {
    const list = action.replace("add:", "");
    const rows = at(answers, list);
    if (!Array.isArray(rows)) continue;
    const form = page.url();
    for (let row = await rowCount(page, list); row < rows.length; row++) {
      await page.locator(`main form button[value="${action}"]`).click();
      if (!samePage(form, page.url())) await fillRow();
    }
  }
}

async function rowCount(page: Page, list: string): Promise<number> {
  await page.waitForLoadState();
  return page.locator(`main form button[value^="remove:${list}."]`).count();
}

// Presses the button that people see; the first one of the form is there for the Enter key only.
export async function goOn(page: Page) {
  await follow(page.locator(".pf-actions button[name=_action][value=next]"));
}

// Presses what leads to another page. The press itself ends when that page begins to come, and its scripts are there
// only once it has come.
export async function follow(leading: Locator) {
  await leading.click();
  await leading.page().waitForLoadState();
}

// Goes back as a person does, who sees the page first: a browser that is still about to show it cannot.
export async function back(page: Page) {
  await page.waitForLoadState("load");
  await page.goBack();
}

export function samePage(one: string, other: string): boolean {
  return new URL(one).pathname === new URL(other).pathname;
}

async function answer(controls: Locator, value: Value) {
  const first = controls.first();
  const kind = await first.evaluate((control) => control.getAttribute("type") ?? control.localName);
  if (kind === "file") return; // Only what is answered instead; files have journeys of their own.
  if (kind === "radio") {
    await controls.and(controls.page().locator(`[value="${value}"]`)).check();
  } else if (kind === "checkbox" && Array.isArray(value)) {
    for (const choice of value) await controls.and(controls.page().locator(`[value="${choice}"]`)).check();
  } else if (kind === "checkbox") {
    await first.setChecked(value === true);
  } else if (kind === "select") {
    await first.selectOption(String(value));
  } else {
    await first.fill(await spelled(first, value));
  }
}

// Numbers as Germans write them; the answers hold money in cents.
export async function spelled(control: Locator, value: Value): Promise<string> {
  if (typeof value !== "number") return String(value).replace(/^(\d\d:\d\d):\d\d[+-].*$/, "$1");
  const unit = control.locator("xpath=following-sibling::*[contains(@class, 'pf-unit')]");
  const isMoney = (await unit.count()) > 0 && (await unit.textContent())?.trim() === "€";
  return isMoney ? (value / 100).toFixed(2).replace(".", ",") : String(value).replace(".", ",");
}

// What is answered instead of files: a file is named by id, size and name.
function insteadOfFiles(answer: Value | undefined): Value | undefined {
  return [answer].flat().find((one) => typeof one === "string" && !one.includes("/"));
}

// "2011-03-14", or a month: "2011-03", or with a time: "2011-03-14T09:30:00+01:00".
function partOfDate(date: string, part: string): string {
  const [year, month, rest] = date.split("-");
  const [day, time] = (rest ?? "").split("T");
  return { year, month, day, time: time?.slice(0, 5) }[part] ?? "";
}

function at(answers: Value, path: string): Value | undefined {
  return path.split(".").reduce<Value | undefined>((inside, name) => {
    if (Array.isArray(inside)) return inside[Number(name)];
    return isObject(inside) ? inside[name] : undefined;
  }, answers);
}

function isObject(value: Value | undefined): value is { [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
