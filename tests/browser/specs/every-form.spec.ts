// Every shipped form, each page and each question of it that a case can bring up: empty, refused, wrong and
// filled in. What is answered comes from the form's own cases, as few of them as show everything.

import type { Page } from "@playwright/test";

import { pagesOf } from "../support/answers";
import { formFile, forms, validCases, type Case } from "../support/cases";
import { confirmAndSend, fillAllPages, send, SEND } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

// What came up in the cases that were walked through.
interface Shown {
  pages: Set<string>;
  fields: Set<string>;
}

// What of these fields did not come up yet. An answer may have fields below it: a month of a year.
function missing(fields: Iterable<string>, shown: Set<string>): string[] {
  const all = [...shown];
  return [...fields].filter((field) => !all.some((one) => one === field || one.startsWith(`${field}.`)));
}

// The case that brings up most of what is still missing.
function next(cases: Case[], shown: Shown): Case | undefined {
  const gain = ({ fields }: Case) => missing(fields, shown.fields).length;
  const [best] = [...cases].sort((a, b) => gain(b) - gain(a));
  return best && gain(best) > 0 ? best : undefined;
}

// Begins as somebody who was never here, or as a member of staff.
async function begin(page: Page, slug: string, isForStaff: boolean) {
  if (!isForStaff) await page.context().clearCookies();
  await page.goto(isForStaff ? `/amt/formulare/${slug}` : `/leistungen/${slug}`);
}

function everythingCameUp(form: string, shown: Shown) {
  const pages = pagesOf(form).filter((id) => !shown.pages.has(id));
  expect(pages, `pages of ${form} that no case brings up; it needs one more`).toEqual([]);
  const fields = new Set(validCases(form).flatMap((one) => [...one.fields]));
  expect(missing(fields, shown.fields), `what cases of ${form} answer and no page asks; such a case says so in "absent"`).toEqual([]);
}

for (const form of forms) {
  test(`${form} mit allen Seiten und Fragen, von der ersten bis zur Eingangsbestätigung`, async ({ page }) => {
    test.slow(); // several applications
    const { slug, audience } = formFile(form);
    // Without scripts there are no other questions, and axe looks at none of them: one case is enough.
    const isPhone = test.info().project.use.javaScriptEnabled === false;
    const isForStaff = audience === "staff";
    if (isForStaff) await signIn(page, "schule");
    const cases = validCases(form);
    const shown: Shown = { pages: new Set(), fields: new Set() };
    let number: string | undefined;
    for (let one = next(cases, shown); one && !(number && isPhone); one = next(cases, shown)) {
      const { name, answers } = cases.splice(cases.indexOf(one), 1)[0];
      await test.step(name, async () => {
        await begin(page, slug, isForStaff);
        if (!number) await inspect(page);
        await page.locator(isForStaff ? `form[action$='/${slug}'] button` : "form[action$='/antrag'] button").first().click();
        for (const id of await fillAllPages(page, answers, shown.fields)) shown.pages.add(id);
        number = number ? await send(page) : await confirmAndSend(page);
      });
    }
    await inspect(page);
    if (!isPhone) everythingCameUp(form, shown);
    if (!isForStaff) return;
    await page.goto("/amt/formulare");
    await expect(page.getByRole("link", { name: number! })).toBeVisible();
    await inspect(page);
  });
}

// Opens the questions to whoever is asked after an application was filed.
async function beginSecondStep(page: Page, by: string, number: string) {
  await signIn(page, by === "superior" ? "leitung" : "dienste");
  if (by === "superior") {
    await page.goto("/amt/formulare");
    await page.locator(".pf-card", { hasText: number }).getByRole("link").click();
    await inspect(page);
    await page.getByRole("button", { name: "Zu den Fragen" }).click();
  } else {
    await page.goto(`/postkorb?suche=${number}`);
    await inspect(page);
    await page.getByRole("button", { name: /^Eintragen/ }).click();
  }
}

for (const form of forms.filter((name) => formFile(name).second_step)) {
  test(`${form} mit den Fragen an die, die danach gefragt sind`, async ({ page }) => {
    const { slug, second_step } = formFile(form);
    await signIn(page, "schule");
    await page.goto(`/amt/formulare/${slug}`);
    await page.locator(`form[action$='/${slug}'] button`).first().click();
    await fillAllPages(page, validCases(form)[0].answers);
    await beginSecondStep(page, second_step!.by, await send(page));
    const [fullest] = validCases(form, "second_step").sort((a, b) => b.fields.size - a.fields.size);
    const shown = new Set<string>();
    await fillAllPages(page, fullest.answers, shown);
    expect(missing(fullest.fields, shown)).toEqual([]);
    await inspect(page);
    await page.locator("[name=confirmed]").check();
    await page.locator(SEND).click();
    await expect(page).toHaveURL(/^(?!.*pruefen)/);
    await inspect(page);
  });
}
