// Fast entry at the desk, with the keyboard only and by the numbers of the paper.

import { go, mustShowFocus, tabTo } from "../support/keyboard";
import { expect, inspect, signIn, test } from "../support/test";

test("Ein Papierantrag wird nur mit der Tastatur auf einer Seite erfasst", async ({ page }) => {
  await signIn(page, "schalter");
  await page.goto("/schalter/neu/mangel-melden");
  await inspect(page);
  await tabTo(page, page.getByRole("combobox", { name: "Ort" }));
  await page.keyboard.type("Bürgerbüro");
  await tabTo(page, page.getByRole("button", { name: /^Hilfe beim Ausfüllen/ }));
  await go(page, "Enter");
  await tabTo(page, page.getByRole("button", { name: /^Schnellerfassung/ }));
  await go(page, "Enter");
  await inspect(page);

  // The answer brings up a question, and the focus is there.
  await tabTo(page, page.locator("[name='assisted.mode']:checked"));
  for (let steps = 0; steps < 2; steps++) await page.keyboard.press("ArrowDown");
  await go(page, "Enter");
  await expect(page.getByText("Zu den Angaben gibt es weitere Fragen")).toBeVisible();
  await expect(page.locator("[name='assisted.paper_received_on.day']")).toBeFocused();
  await mustShowFocus(page);
  for (const part of ["31", "02"]) {
    await page.keyboard.type(part);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("2026");

  // A mistake is a warning, everything is kept, and the focus is at what is open first.
  await go(page, "Enter");
  await expect(page.locator("summary", { hasText: "Angaben, die fehlen oder nicht stimmen" })).toBeVisible();
  await expect(page.locator("[name='assisted.paper_received_on.day']")).toHaveValue("31");
  await expect(page.locator("[name='assisted.paper_received_on.day']")).toBeFocused();
  await inspect(page);

  await tabTo(page, page.getByRole("button", { name: "Prüfen und einreichen" }));
  await go(page, "Enter");
  await expect(page).toHaveURL(/\/aufnahme$/);
});
