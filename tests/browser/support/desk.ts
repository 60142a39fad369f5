// The desk: how an application begins.

import { expect, type Page } from "@playwright/test";

import { follow } from "./answers";

// Begins an application for the next resident, who is helped with it in the Bürgerbüro.
export async function beginAtDesk(page: Page, slug: string, way = "help") {
  await page.goto(`/schalter/neu/${slug}`);
  await page.locator("[name=ort]").selectOption("buergerbuero");
  await follow(page.locator(`[name=art][value=${way}]`));
  await expect(page.getByRole("complementary", { name: "Aufnahme am Schalter" })).toBeVisible();
}
