import type { Locator, Page } from "@playwright/test";

import { answersOf, merge, type Answers, type Value } from "../support/answers";
import { go, mustShowFocus, pressWithAlt, tab, tabTo, typeAllPages } from "../support/keyboard";
import { validCases } from "../support/cases";
import { expect, passwordOf, signIn, test } from "../support/test";

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

// What the clerk records of every report.
const RECORD = {
  not_involved: true,
  privacy_given: true,
  id_check: "identity_card",
  companion: "none",
  language: "de",
};
const [REPORT] = validCases("defect_report", "assisted");
const TOLD = merge(REPORT.answers, { assisted: null });
const WAYS = {
  help: { ...RECORD, read_aloud: true, approved_by: "paper_signature" },
  oral: { ...RECORD, read_aloud: true, approved_by: "oral", witness_staff_id: "leitung" },
  phone: { ...RECORD, id_check: "not_checked", read_aloud: true, approved_by: "not_yet" },
  // Nobody sits there: neither who it is nor the language is asked.
  paper: {
    paper_received_on: "2026-01-15",
    not_involved: true,
    privacy_given: true,
    companion: "none",
    approved_by: "paper_signature",
  },
};

// The shortcut that stands beside a link or button.
async function shortcut(page: Page, what: Locator) {
  await page.waitForLoadState();
  const key = await what.getAttribute("accesskey");
  expect(await what.locator("xpath=..").textContent()).toContain(`Alt + ${key!.toUpperCase()}`);
  await Promise.all([page.waitForEvent("load"), pressWithAlt(page, key!)]);
}

test("Mit der Tastatur allein nimmt der Schalter auf: mit Hilfe, mündlich, am Telefon und vom Papier", async ({ page }) => {
  await signIn(page, "schalter");
  for (const [way, assisted] of Object.entries(WAYS)) {
    await test.step(way, async () => {
      await page.waitForLoadState();
      // By a search the first time, by the list of the last ones then.
      const last = page.locator("ol.pf-desk-services a", { hasText: "Mangel melden" });
      if (await last.count()) {
        await shortcut(page, last);
      } else {
        await pressWithAlt(page, "s");
        await expect(page.locator("#suche")).toBeFocused();
        await page.keyboard.type("Schlagloch");
        await go(page, "Enter");
        await tabTo(page, page.getByRole("link", { name: "Mangel melden" }));
        await go(page, "Enter");
      }
      if ((await page.locator("[name=ort]").inputValue()) === "") {
        await tabTo(page, page.locator("[name=ort]"));
        await page.keyboard.type("Bürgerbüro");
      }
      // The desk offers the place of the last time.
      const place = way === "phone" ? "phone" : await page.locator("[name=ort]").inputValue();
      await shortcut(page, page.locator(`[name=art][value=${way}]`));
      // A paper is typed in on one page.
      await expect(page).toHaveURL(way === "paper" ? /\/schnell$/ : /\/aufnahme$/);
      await typeAllPages(page, merge(TOLD, { assisted: { ...assisted, mode: way, location: place } }) as Answers);
      if (way === "oral") {
        await tabTo(page, page.locator("[name=_witness_password]"));
        await page.keyboard.type(passwordOf("leitung"));
      }
      await tabTo(page, page.locator("[name=confirmed]"));
      await page.keyboard.press("Space");
      await tab(page);
      await go(page, "Enter");
      await expect(page.locator(".pf-receipt__number")).toHaveText(/^\w{3}-\w{3}-\w{3}$/);
      await tabTo(page, page.getByRole("button", { name: "Nächste Person" }));
      await go(page, "Enter");
      await expect(page).toHaveURL(/\/schalter$/);
    });
  }
});
