// Run exercises in Pyodide under Node.js: node browser/node.mjs RUNTIME COURSE.zip
// Lines of JSON in: [name, cells, answers]; lines out: [name, verdicts, milliseconds].
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [runtime, course] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`));
const lock = JSON.parse(readFileSync(`${runtime}/pyodide-lock.json`, "utf-8"));
const pyodide = await loadPyodide({ indexURL: `${runtime}/` });
const packages = "/lib/python3.12/site-packages";
for (const path of [`${runtime}/${lock.packages.numpy.file_name}`, course]) {
  const bytes = new Uint8Array(readFileSync(path));
  await pyodide.unpackArchive(bytes, "zip", { extractDir: packages });
}
const check = pyodide.runPython(`
import json, runner
lambda cells, answers: json.dumps(runner.check(json.loads(cells), json.loads(answers)))
`);
for await (const line of createInterface({ input: process.stdin })) {
  const [name, cells, answers] = JSON.parse(line);
  const start = performance.now();
  const verdicts = JSON.parse(check(JSON.stringify(cells), JSON.stringify(answers)));
  console.log(JSON.stringify([name, verdicts, performance.now() - start]));
}
