// Says whether answers are valid: a schema on a line, then lines with answers to it.
// {"schema": …} → {"ready": true}; {"answers": [… , …]} → [{"valid": …, "broken": ["required /name", "format:iban /bank/iban", …]}, …]

import { createInterface } from "node:readline";
import Ajv from "ajv/dist/2020.js";
import { formats } from "./formats.mjs";

// Own keywords (x-…) are annotations. `multipleOfPrecision`: 0.3 is a multiple of 0.1, though not in binary.
const options = { strict: false, allErrors: true, multipleOfPrecision: 9, formats, logger: false };

let validate = () => true;

function verdict(answers) {
  const valid = validate(answers);
  const broken = (validate.errors ?? []).map(({ keyword, params, instancePath }) => {
    const name = keyword === "format" ? `format:${params.format}` : keyword;
    const missing = keyword === "required" ? `/${params.missingProperty}` : "";
    return `${name} ${instancePath}${missing}`;
  });
  return { valid, broken };
}

function reply(question) {
  if ("schema" in question) {
    validate = new Ajv(options).compile(question.schema);
    return { ready: true };
  }
  return question.answers.map(verdict);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(reply(JSON.parse(line)))}\n`);
}
