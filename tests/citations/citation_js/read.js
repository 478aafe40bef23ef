// Prints as CSL-JSON what citation-js reads from a file of references. What it logs goes to the standard error.
import { readFileSync } from "node:fs";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import "@citation-js/plugin-ris";

console.log = console.error;
const text = readFileSync(process.argv[2], "utf-8");
process.stdout.write(JSON.stringify(new Cite(text, { generateGraph: false }).format("data", { format: "object" })));
