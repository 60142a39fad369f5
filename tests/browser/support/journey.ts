// Walking through a form from its first page to the check.

import type { Page } from "@playwright/test";

import { fill, goOn, samePage, type Answers } from "./answers";
import { expect, inspect } from "./test";

// A page may come back because an answer brings up further questions, or with hints.
const TRIES = 4;

// Fills in page after page and looks at each of them, empty and filled in.
export async function fillAllPages(page: Page, answers: Answers) {
  for (let pages = 0; !page.url().endsWith("/pruefen"); pages++) {
    expect(pages, "pages of the form").toBeLessThan(40);
    const here = page.url();
    await inspect(page);
    for (let tries = 0; samePage(here, page.url()); tries++) {
      const errors = await page.locator("[data-error-summary] li").allTextContents();
      expect(tries, `still on ${page.url()}: ${errors.join("; ")}`).toBeLessThan(TRIES);
      if (tries > 0) await inspect(page);
      await fill(page, answers);
      await goOn(page);
    }
  }
}

// Sends without the confirmation first, which does not work, then with it. Returns the receipt number.
export async function confirmAndSend(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/pruefen$/);
  const check = page.url();
  await inspect(page);
  const send = page.locator("form[action$='/absenden'] button[type=submit]");
  const [refused] = await Promise.all([page.waitForResponse(/\/absenden$/), send.click()]);
  expect(refused.status()).toBe(422);
  await inspect(page);
  // Browsers ask before they go back to an answer of a POST; from here they go back to the check.
  await page.goto(check);
  await page.locator("[name=confirmed]").check();
  await send.click();
  const number = page.locator(".pf-receipt__number");
  await expect(number).toHaveText(/^\w{3}-\w{3}-\w{3}$/);
  return (await number.textContent())!;
}
