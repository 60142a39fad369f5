// Walking through a form from its first page to the check.

import type { Page } from "@playwright/test";

import { addRows, fill, goOn, names, samePage, type Answers } from "./answers";
import { patternOf } from "./cases";
import { expect, inspect, inspectNew, keepAddress } from "./test";
import { pressWrong } from "./wrong";

// A page may come back because an answer brings up further questions, or with hints.
const TRIES = 4;

// Fills in page after page, and looks at each of them. Returns the last words of their addresses. The questions
// that came up are added to `shown`, as patterns.
export async function fillAllPages(page: Page, answers: Answers, shown = new Set<string>()): Promise<string[]> {
  const pages: string[] = [];
  while (!page.url().endsWith("/pruefen")) {
    expect(pages.length, "pages of the form").toBeLessThan(40);
    pages.push(new URL(page.url()).pathname.split("/").pop()!);
    await fillPage(page, answers, shown);
  }
  return pages;
}

// Fills in page after page without looking at any.
export async function hurryToCheck(page: Page, answers: Answers) {
  for (let pages = 0; !page.url().endsWith("/pruefen"); pages++) {
    expect(pages, "pages of the form").toBeLessThan(40);
    await addRows(page, answers, async () => {});
    await fill(page, answers, async () => {});
    await goOn(page);
  }
}

// Looks at the page when it is empty, when it is refused because it is, when all is wrong, and when it is filled
// in; the first time only.
async function fillPage(page: Page, answers: Answers, shown: Set<string>) {
  const here = page.url();
  const fillRow = () => fillPage(page, answers, shown);
  const isNew = await inspectNew(page, "empty");
  if (isNew) await pressEmpty(page);
  for (let tries = 0; samePage(here, page.url()); tries++) {
    const errors = await page.locator("[data-error-summary] li").allTextContents();
    expect(tries, `still on ${page.url()}: ${errors.join("; ")}`).toBeLessThan(TRIES);
    if (tries > 0) await inspectNew(page, "back");
    await addRows(page, answers, fillRow);
    for (const name of await names(page)) shown.add(patternOf(name));
    await pressWrong(page);
    await fill(page, answers, fillRow);
    await inspectNew(page, "filled");
    await goOn(page);
  }
  if (isNew) await keepAddress(page, here);
}

async function pressEmpty(page: Page) {
  const here = page.url();
  await goOn(page);
  if (samePage(here, page.url())) await inspectNew(page, "refused");
  else await page.goto(here);
}

// Sends without the confirmation first, which does not work, then with it. Returns the receipt number.
export async function confirmAndSend(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/pruefen$/);
  await inspect(page);
  await page.locator(SEND).click();
  await expect(page).toHaveURL(/\/pruefen\?bestaetigen$/);
  await expect(page.locator("[data-error-summary]")).toContainText("Bestätigen Sie");
  await inspect(page);
  return send(page);
}

// The button that sends.
export const SEND = "form[action$='/absenden'] button[type=submit]";

// Confirms and sends. Returns the receipt number.
export async function send(page: Page): Promise<string> {
  await page.locator("[name=confirmed]").check();
  await page.locator(SEND).click();
  const number = page.locator(".pf-receipt__number");
  await expect(number).toHaveText(/^\w{3}-\w{3}-\w{3}$/);
  return (await number.textContent())!;
}
