// The formats of texts, written from their definitions (RFC 3339, RFC 3986, ISO 13616, ISO 9362, and
// forms/README.md with src/forms/formats.rs for Pforte's own), not from the code that Pforte runs.

import { domainToASCII } from "node:url";

const date = (text) => {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!found || text.length !== 10) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
};

// RFC 3339, 5.6: with an offset; a 60th second only where one can be, at the end of a day in UTC.
const time = (text) => {
  const found = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!found || text.endsWith("\n")) return false;
  const [hour, minute, second] = found.slice(1, 4).map(Number);
  const [hours, minutes] = [Number(found[5] ?? 0), Number(found[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || hours > 23 || minutes > 59) return false;
  const offset = (found[4] === "-" ? -1 : 1) * (hours * 60 + minutes);
  const inUtc = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
  return second < 60 || inUtc === 1439;
};

const dateTime = (text) => /^.{10}[Tt]/.test(text) && date(text.slice(0, 10)) && time(text.slice(11));

const yearMonth = (text) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text) && text.length === 7;

// One "@"; before it signs of ASCII as RFC 5321 has them without quotes, at most 64; behind it labels with
// letters of any language, at least two, the last of at least two letters.
const email = (text) => {
  const parts = text.split("@");
  if (parts.length !== 2) return false;
  const [local, domain] = parts;
  const isLocal = /^[!#$%&'*+\-/0-9=?A-Z^_`a-z{|}~.]{1,64}$/.test(local) && !/^\.|\.$|\.\./.test(local);
  const labels = domain.split(".");
  const isLabel = (label) => /^[\p{Alphabetic}\p{N}-]+$/u.test(label) && !/^-|-$/.test(label);
  // As the DNS has it (RFC 5891): labels of at most 63 bytes, 254 in all; empty for what has no such form.
  const ascii = domainToASCII(domain);
  const fits = ascii.split(".").every((label) => /^[a-z0-9-]{1,63}$/.test(label) && !/^-|-$/.test(label));
  const isMachine = /^[0-9]+(\.[0-9]+){3}$/.test(ascii);
  return (
    isLocal &&
    labels.length >= 2 &&
    labels.every(isLabel) &&
    [...labels.at(-1)].length >= 2 &&
    fits &&
    !isMachine &&
    local.length + 1 + ascii.length <= 254
  );
};

const tel = (text) => {
  const digits = text.replace(/[^0-9]/g, "").length;
  return /^[0-9+\-/() .]{1,40}$/.test(text) && !text.endsWith("\n") && digits >= 4 && digits <= 20;
};

const plz = (text) => /^[0-9]{5}$/.test(text) && text.length === 5;

const bic = (text) => /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text) && !text.endsWith("\n");

// The account numbers of each country, from the IBAN registry: n digits, a capitals, c both.
const accounts = Object.fromEntries(
  `AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BI23n BR23n1a1c BY4c4n16c CH5n12c CR18n
  CY8n16c CZ20n DE18n DJ23n DK14n DO4c20n EE16n EG25n ES20n FI14n FK2a12n FO14n FR10n11c2n GB4a14n GE2a16n
  GI4a15c GL14n GR7n16c GT24c HN4a20n HR17n HU24n IE4a14n IL19n IQ4a15n IS22n IT1a10n12c JO4a4n18c KW4a22c
  KZ3n13c LB4n20c LC4a24c LI5n12c LT16n LU3n13c LV4a13c LY21n MC10n11c2n MD20c ME18n MK3n10c2n MN16n MR23n
  MT4a5n18c MU4a19n3a NI4a20n NL4a10n NO11n OM3n16c PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n
  RU14n15c SA2n18c SC4a20n3a SD14n SE20n SI15n SK20n SM1a10n12c SO19n ST21n SV4a20n TL19n TN20n TR6n16c
  UA6n19c VA18n VG4a16n XK16n YE4a4n18c`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), entry.slice(2)]),
);

const iban = (text) => {
  const [country, digits, account] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)];
  if (!Object.hasOwn(accounts, country) || !/^[0-9]{2}$/.test(digits)) return false;
  const signs = { n: "[0-9]", a: "[A-Z]", c: "[A-Z0-9]" };
  const pattern = accounts[country].replace(/(\d+)([nac])/g, (_, count, kind) => `${signs[kind]}{${count}}`);
  if (!new RegExp(`^${pattern}$`).test(account) || account.endsWith("\n")) return false;
  const asNumber = `${account}${country}00`.replace(/[A-Z]/g, (letter) => letter.charCodeAt(0) - 55);
  return BigInt(digits) === 98n - (BigInt(asNumber) % 97n);
};

// RFC 3986, appendix A.
const uri = (() => {
  const unreserved = "A-Za-z0-9\\-._~";
  const delims = "!$&'()*+,;=";
  const encoded = "%[0-9A-Fa-f]{2}";
  const sign = `(?:[${unreserved}${delims}:@]|${encoded})`;
  const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  const v4 = `(?:${octet}\\.){3}${octet}`;
  const h16 = "[0-9A-Fa-f]{1,4}";
  const ls32 = `(?:${h16}:${h16}|${v4})`;
  const v6 = [
    `(?:${h16}:){6}${ls32}`,
    `::(?:${h16}:){5}${ls32}`,
    `(?:${h16})?::(?:${h16}:){4}${ls32}`,
    `(?:(?:${h16}:){0,1}${h16})?::(?:${h16}:){3}${ls32}`,
    `(?:(?:${h16}:){0,2}${h16})?::(?:${h16}:){2}${ls32}`,
    `(?:(?:${h16}:){0,3}${h16})?::${h16}:${ls32}`,
    `(?:(?:${h16}:){0,4}${h16})?::${ls32}`,
    `(?:(?:${h16}:){0,5}${h16})?::${h16}`,
    `(?:(?:${h16}:){0,6}${h16})?::`,
  ].join("|");
  const literal = `\\[(?:${v6}|[Vv][0-9A-Fa-f]+\\.[${unreserved}${delims}:]+)\\]`;
  const user = `(?:[${unreserved}${delims}:]|${encoded})*@`;
  const name = `(?:[${unreserved}${delims}]|${encoded})*`;
  const authority = `(?:${user})?(?:${literal}|${name})(?::[0-9]*)?`;
  const path = `(?://${authority}(?:/${sign}*)*|/(?:${sign}+(?:/${sign}*)*)?|${sign}+(?:/${sign}*)*|)`;
  const rest = `(?:[/?]|${sign})*`;
  const whole = new RegExp(`^[A-Za-z][A-Za-z0-9+.\\-]*:${path}(?:\\?${rest})?(?:#${rest})?$`);
  return (text) => whole.test(text) && !text.endsWith("\n");
})();

export const formats = {
  date,
  time,
  "date-time": dateTime,
  "year-month": yearMonth,
  email,
  "idn-email": email,
  tel,
  iban,
  bic,
  plz,
  uri,
};
