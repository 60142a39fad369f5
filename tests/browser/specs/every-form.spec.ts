// Every shipped form from its first page to the receipt, each page looked at empty, refused and filled in.
// What is answered comes from the form's own cases.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { answersOf, merge, type Answers, type Value } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const FORMS = resolve(__dirname, "../../../forms");

// The two main forms have journeys of their own.
const ELSEWHERE = ["culture_project_grant", "school_transport_refund"];

const read = (...path: string[]) => JSON.parse(readFileSync(join(FORMS, ...path), "utf8"));

// The forms, by their folders.
const forms = readdirSync(FORMS, { withFileTypes: true })
  .map((entry) => entry.name)
  .filter((name) => existsSync(join(FORMS, name, "form.json")) && !ELSEWHERE.includes(name));

// The valid case with most answers: it opens most of the form.
function fullest(form: string): { name: string; today: string } {
  const cases = readdirSync(join(FORMS, form, "cases")).map((file) => file.replace(".json", ""));
  const valid = cases.filter((name) => {
    const { expect, channel } = read(form, "cases", `${name}.json`);
    return !["assisted", "second_step"].includes(channel) && (expect.errors ?? []).length === 0;
  });
  const size = (name: string) => JSON.stringify(answersOf(form, name)).length;
  const [name] = valid.sort((a, b) => size(b) - size(a));
  return { name, today: read(form, "cases", `${name}.json`).today };
}

// Answers that the cases do not need, but the day on which this runs may: after a deadline a reason is asked.
const LATE = "Die Zusage des Spielorts kam erst gestern.";
const ALSO: Answers = { late_reason: LATE, grant: { late_reason: LATE } };

// The answers as if the case happened today: its days move with it.
function moved(answers: Value, days: number): Value {
  if (typeof answers === "string" && /^\d{4}-\d\d-\d\d$/.test(answers)) {
    const day = new Date(`${answers}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
  }
  if (Array.isArray(answers)) return answers.map((one) => moved(one, days));
  if (typeof answers !== "object" || answers === null) return answers;
  return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, moved(value, days)]));
}

for (const form of forms) {
  test(`${form} von der ersten Seite bis zur Eingangsbestätigung`, async ({ page }) => {
    const { slug, audience } = read(form, "form.json");
    const isForStaff = audience === "staff";
    if (isForStaff) await signIn(page, "schule");
    const { name, today } = fullest(form);
    const days = Math.round((Date.now() - Date.parse(today)) / 86_400_000);
    const answers = moved(merge(ALSO, answersOf(form, name)), days) as Answers;
    await page.goto(isForStaff ? `/amt/formulare/${slug}` : `/leistungen/${slug}`);
    await inspect(page);
    await page.locator(isForStaff ? `form[action$='/${slug}'] button` : "form[action$='/antrag'] button").first().click();
    const pages = await fillAllPages(page, answers);
    expect(pages.length).toBeGreaterThan(2);
    const number = await confirmAndSend(page);
    await inspect(page);
    if (!isForStaff) return;
    await page.goto("/amt/formulare");
    await expect(page.getByRole("link", { name: number })).toBeVisible();
    await inspect(page);
  });
}
