import { answersOf, merge, type Answers, type Value } from "../support/answers";
import { go, mustShowFocus, tab, tabTo, typeAllPages } from "../support/keyboard";
import { expect, test } from "../support/test";

const CASE = answersOf("school_transport_refund", "all_modes");
const ANSWERS = merge(CASE, {
  late_reason: "Die Rechnung kam erst im November.",
  tickets: (CASE.tickets as Value[]).slice(0, 1),
  car_rows: (CASE.car_rows as Value[]).slice(0, 1),
  taxi_rows: (CASE.taxi_rows as Value[]).slice(0, 2),
}) as Answers;

test("Mit der Tastatur allein kommt ein Antrag von der Leistung bis zur Bestätigung", async ({ page }) => {
  await page.goto("/leistungen/schuelerbefoerderung-erstattung");

  await test.step("Der erste Schritt führt am Kopf der Seite vorbei zum Inhalt", async () => {
    await tab(page);
    await expect(page.locator(":focus")).toHaveText("Zum Inhalt springen");
    await page.keyboard.press("Enter");
    await expect(page.locator("main")).toBeFocused();
    await tab(page);
    await expect(page.locator("main :focus")).toHaveCount(1);
    await tab(page, "Shift+Tab");
    await expect(page.locator("header :focus, nav :focus, .pf-skip:focus")).toHaveCount(1);
  });

  await tabTo(page, page.getByRole("button", { name: "Antrag beginnen" }).first());
  await go(page, "Enter");

  await test.step("Was fehlt, hat den Fokus; von dort führt Enter in das Feld", async () => {
    await tabTo(page, page.locator(".pf-actions button[value=next]"));
    await go(page, "Enter");
    const summary = page.locator("[data-error-summary]");
    await expect(summary).toBeFocused();
    await mustShowFocus(page);
    await tab(page);
    const first = summary.getByRole("link").first();
    await expect(first).toBeFocused();
    const field = (await first.getAttribute("href"))!;
    await page.keyboard.press("Enter");
    await expect(page.locator(field)).toBeFocused();
    await mustShowFocus(page);
    await page.reload();
  });

  await typeAllPages(page, ANSWERS);

  await test.step("Auch die Bestätigung vor dem Absenden", async () => {
    await tabTo(page, page.locator("[name=confirmed]"));
    await page.keyboard.press("Space");
    await tab(page);
    await go(page, "Enter");
  });
  await expect(page.locator(".pf-receipt__number")).toHaveText(/^\w{3}-\w{3}-\w{3}$/);

  const all = page.locator("summary", { hasText: "Alle Angaben ansehen" });
  await tabTo(page, all);
  await page.keyboard.press("Enter");
  await expect(page.locator("details", { has: all })).toHaveAttribute("open");
  await tab(page, "Shift+Tab");
  await page.goto(page.url());
  await tabTo(page, page.getByRole("link", { name: "Bestätigung drucken" }));
  await go(page, "Enter");
  await expect(page).toHaveURL(/\/druck$/);
});
