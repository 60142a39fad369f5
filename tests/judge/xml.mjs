// Validates an XML document on standard input against the schema whose path is the argument; prints what is wrong.
import {readFileSync} from "node:fs";
import {validateXML} from "xmllint-wasm";

const {valid, errors} = await validateXML({
  xml: [{fileName: "document.xml", contents: readFileSync(0, "utf8")}],
  schema: [{fileName: "schema.xsd", contents: readFileSync(process.argv[2], "utf8")}],
});
for (const error of errors) console.log(error.rawMessage);
process.exitCode = valid ? 0 : 1;
