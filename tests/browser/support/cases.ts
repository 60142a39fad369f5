// The shipped forms and their own cases, as journeys need them.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { answersOf, FORMS, merge, type Answers, type Value } from "./answers";

const DAY = 86_400_000;

export interface Case {
  name: string;
  answers: Answers;
  // The fields that it answers, as patterns: `tickets.*.price`.
  fields: Set<string>;
}

const read = (...path: string[]) => JSON.parse(readFileSync(join(FORMS, ...path), "utf8"));

// The folders of the forms.
export const forms = readdirSync(FORMS, { withFileTypes: true })
  .map((entry) => entry.name)
  .filter((name) => existsSync(join(FORMS, name, "form.json")));

// What is not asked but said of a form.
export function formFile(form: string): { slug: string; audience?: string; second_step?: { by: string } } {
  return read(form, "form.json");
}

// Answers that the cases do not need, but the day on which this runs may: after a deadline a reason is asked.
const LATE = "Die Zusage des Spielorts kam erst gestern.";
const ALSO: Answers = { late_reason: LATE, grant: { late_reason: LATE }, project: { late_reason: LATE } };

// A school year is over on a day of the calendar, however late this runs; these cases stay where they are.
const OF_THEIR_DAY = ["school_transport_refund"];

// The cases of a form that can be sent, as if they happened today. Those with answers that do not count come last.
export function validCases(form: string, channel?: string): Case[] {
  const names = readdirSync(join(FORMS, form, "cases")).map((file) => file.replace(".json", ""));
  const files = names.map((name) => ({ name, ...read(form, "cases", `${name}.json`) }));
  const left = (file: { expect: { absent?: string[] } }) => file.expect.absent ?? [];
  return files
    .filter((file) => file.channel === channel && !file.settings && (file.expect.errors ?? []).length === 0)
    .sort((a, b) => Math.sign(left(a).length) - Math.sign(left(b).length))
    .map((file) => ({ name: file.name, answers: asOfToday(form, file.name, file.today), fields: fieldsOf(form, file.name, left(file)) }));
}

function asOfToday(form: string, name: string, today: string): Answers {
  const days = OF_THEIR_DAY.includes(form) ? 0 : Math.round((Date.now() - Date.parse(today)) / DAY);
  return moved(merge(ALSO, answersOf(form, name)), days) as Answers;
}

// Every day in the answers, so many days later.
function moved(answers: Value, days: number): Value {
  if (typeof answers === "string" && /^\d{4}-\d\d-\d\d$/.test(answers)) {
    return new Date(Date.parse(`${answers}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
  }
  if (Array.isArray(answers)) return answers.map((one) => moved(one, days));
  if (typeof answers !== "object" || answers === null) return answers;
  return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, moved(value, days)]));
}

// What a case answers to questions: not what the account of staff says, and without the answers of which the case
// says that they do not count.
function fieldsOf(form: string, name: string, left: string[]): Set<string> {
  const uncounted = [...left.map(patternOf), ...ofTheAccount(form)];
  const fields = leaves(answersOf(form, name), "").map(patternOf);
  return new Set(fields.filter((field) => !uncounted.some((path) => field === path || field.startsWith(`${path}.`))));
}

// What the account of staff answers: it is shown and not asked.
function ofTheAccount(form: string): string[] {
  const block = "blocks/employee.json";
  const definitions: [string, { readOnly?: boolean }][] = Object.entries(read(block).$defs);
  const shown = definitions.filter(([, { readOnly }]) => readOnly).map(([name]) => name);
  const groups = Object.entries(read(form, "schema.json").properties).filter(([, group]) => JSON.stringify(group).includes(block));
  return groups.flatMap(([group]) => shown.map((name) => `${group}.${name}`));
}

function leaves(value: Value, path: string): string[] {
  if (Array.isArray(value)) {
    const rows = value.filter((row) => typeof row === "object" && row !== null);
    return rows.length === 0 ? [path] : rows.flatMap((row) => leaves(row, `${path}.*`));
  }
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, inside]) => leaves(inside, path ? `${path}.${name}` : name));
}

// A path, or the name of a control, without the numbers of rows and the parts of a question. A field that is called
// like such a part counts as the question around it.
export function patternOf(name: string): string {
  return name.replace(/\.(day|month|year|time|search|searched|instead)$/, "").replace(/\.\d+(?=\.|$)/g, ".*");
}
