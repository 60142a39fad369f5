// Typing into a page what does not fit its questions.

import type { Page } from "@playwright/test";

import { control, goOn, samePage } from "./answers";
import { patternOf } from "./cases";
import { addressOf, expect, inspectNew } from "./test";

// More than any text of a form may hold.
const TOO_LONG = "Rindfleischetikettierungsüberwachung ".repeat(170);

interface Control {
  name: string;
  kind: string;
}

// What was typed wrong already, by form and field.
const typed = new Set<string>();

// Leaves the page with wrong values in all questions that never had any; looks at it when it is refused, and
// empties them again. What is to be chosen cannot be wrong.
export async function pressWrong(page: Page) {
  const here = page.url();
  const form = addressOf(page).split("/").slice(0, -1).join("/");
  const controls = (await writable(page)).filter(({ name }) => !typed.has(`${form} ${patternOf(name)}`));
  if (controls.length === 0) return;
  const questions = [...new Set(controls.map(({ name }) => patternOf(name)))];
  questions.forEach((question) => typed.add(`${form} ${question}`));
  for (const { name, kind } of controls) {
    await page.locator(control(name)).fill(wrongValue(name, kind, questions.indexOf(patternOf(name))));
  }
  await goOn(page);
  expect(samePage(here, page.url()), `${here} takes wrong answers to ${questions.join(", ")}`).toBe(true);
  await expect(page.locator("[data-error-summary] li").first()).toBeVisible();
  await inspectNew(page, "wrong");
  for (const { name } of controls) await page.locator(control(name)).fill("");
}

// The lines and fields of a page that people type into.
async function writable(page: Page): Promise<Control[]> {
  const lines = "main form :is(textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file]))[name]";
  return page.locator(lines).evaluateAll((all) =>
    (all as HTMLInputElement[])
      .filter((line) => !line.readOnly && !line.disabled)
      .map((line) => ({ name: line.name, kind: line.inputMode || line.type })),
  );
}

// The first question of a page is answered with what no question takes, the second with what few do, and so on.
function wrongValue(name: string, kind: string, place: number): string {
  const isFirst = place % 2 === 0;
  const part = name.match(/\.(day|month|year|time)$/)?.[1];
  if (part) return { day: isFirst ? "31" : "1", month: isFirst ? "13" : "1", year: isFirst ? "26" : "1800", time: "25:99" }[part]!;
  if (name.endsWith(".search")) return "Gibt es nicht";
  if (["numeric", "decimal", "number"].includes(kind)) return isFirst ? "zwölf" : "-1";
  if (["email", "tel", "url"].includes(kind)) return "das@ist@nichts";
  return isFirst ? TOO_LONG : "!";
}
