// `npm run map`: prints the house. Its rooms (folders) with their purpose and sizes, which room imports which, the rooms
// that are nearly full, the largest files and functions. Fails on a cycle of imports, and on a room of more than 25 files. With `--faults` it prints these alone.
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { cruise } from "dependency-cruiser";
import ts from "typescript";
import configuration from "../.dependency-cruiser.mjs";

const HOUSE = ["app", "components", "lib", "demo", "deploy", "e2e", "bench", "scripts"].filter((folder) =>
  existsSync(folder),
);
const TABLES = "docs/architecture.md";
const MOST_FILES = 25;
/** Rooms with so many files are listed as nearly full. */
const MANY_FILES = 23;
const LARGEST = 15;
const TEST = /\.(test|spec)\.tsx?$/;

/**
 * @typedef {{ path: string, room: string, lines: number, isTest: boolean, imports: string[], inCycle: boolean }} SourceFile
 * @typedef {{ name: string, files: SourceFile[], imports: string[], importedBy: string[] }} Room
 */

/** Every file of the house, with the files of the house that it imports. @returns {Promise<SourceFile[]>} */
async function readFiles() {
  const { output } = await cruise(HOUSE, { ...configuration.options, ruleSet: { forbidden: [] } });
  const inside = new RegExp(`^(${HOUSE.join("|")})/`);
  return output.modules
    .filter(({ source }) => inside.test(source))
    .map(({ source, dependencies }) => ({
      path: source,
      room: dirname(source),
      lines: readFileSync(source, "utf8").split("\n").length - 1,
      isTest: TEST.test(source),
      imports: dependencies.map(({ resolved }) => resolved).filter((path) => inside.test(path)),
      inCycle: dependencies.some(({ circular }) => circular),
    }));
}

/** The folders, each with the other folders that its files import; tests may import anything. @returns {Room[]} */
function listRooms(files) {
  const names = [...new Set(files.map(({ room }) => room))].sort();
  const importsOf = (name) => {
    const product = files.filter(({ room, isTest }) => room === name && !isTest);
    const rooms = product.flatMap(({ imports }) => imports.map((path) => dirname(path)));
    return [...new Set(rooms)].filter((room) => room !== name).sort();
  };
  const imports = new Map(names.map((name) => [name, importsOf(name)]));
  return names.map((name) => ({
    name,
    files: files.filter(({ room }) => room === name),
    imports: imports.get(name) ?? [],
    importedBy: names.filter((other) => imports.get(other)?.includes(name)),
  }));
}

/** The functions of a file that have a name, each with its lines. A function inside another counts for itself as well. */
function listFunctions(path) {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found = [];
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const name = (node.name ?? node.parent.name)?.getText(source);
      const line = lineOf(node.getStart(source));
      if (name) found.push({ name, path, line, lines: lineOf(node.end) - line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const sum = (files) => files.reduce((total, { lines }) => total + lines, 0);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const bySize = (one, other) => other.lines - one.lines;
const count = (number) => number.toLocaleString("en");

/** The purpose of each room, from the tables of the architecture. @returns {Map<string, string>} */
function readPurposes() {
  if (!existsSync(TABLES)) return new Map();
  const rows = readFileSync(TABLES, "utf8").matchAll(/^\| (`.+?`) \| (.+) \|$/gm);
  return new Map(
    [...rows].flatMap(([, names = "", text = ""]) =>
      [...names.matchAll(/`([^`]+?)\/?`/g)].map(([, name = ""]) => [name, text.replace(/\]\([^)]*\)/g, "]")]),
    ),
  );
}

function printRooms(rooms) {
  const purposes = readPurposes();
  const width = Math.max(...rooms.map(({ name }) => name.length));
  console.log(`${"Room".padEnd(width)}  files  tests   lines`);
  for (const { name, files, imports, importedBy } of rooms) {
    const product = files.filter(({ isTest }) => !isTest);
    const numbers = [
      String(product.length).padStart(5),
      String(files.length - product.length).padStart(5),
      count(sum(product)).padStart(6),
    ];
    console.log(`${name.padEnd(width)}  ${numbers.join("  ")}`);
    const purpose = purposes.get(name);
    if (purpose) console.log(`    ${purpose}`);
    if (imports.length > 0) console.log(`    imports      ${imports.join(", ")}`);
    if (importedBy.length > 0) console.log(`    imported by  ${importedBy.join(", ")}`);
  }
}

function printLargest(title, entries) {
  console.log(`\n${title}`);
  for (const { lines, label } of entries.toSorted(bySize).slice(0, LARGEST))
    console.log(`${count(lines).padStart(6)}  ${label}`);
}

function printNearlyFull(rooms) {
  const many = rooms.filter(({ files }) => files.length >= MANY_FILES);
  console.log(`\nNearly full, of ${MOST_FILES} files with tests`);
  for (const { name, files } of many) console.log(`${count(files.length).padStart(6)}  ${name}`);
}

/** What is wrong with the house, a sentence each. */
function findFaults(files, rooms) {
  const full = rooms.filter((room) => room.files.length > MOST_FILES);
  const inCycle = files.filter((file) => file.inCycle).map(({ path }) => path);
  return [
    ...full.map(({ name, files }) => `${name} has ${files.length} files, more than ${MOST_FILES}.`),
    ...(inCycle.length > 0 ? [`These files import each other in a circle: ${inCycle.join(", ")}.`] : []),
  ];
}

function printHouse(files, rooms) {
  const product = files.filter(({ isTest }) => !isTest);
  const functions = product.flatMap(({ path }) => listFunctions(path));
  printRooms(rooms);
  printNearlyFull(rooms);
  printLargest(
    "Largest files",
    product.map(({ path, lines }) => ({ lines, label: path })),
  );
  printLargest(
    "Largest functions",
    functions.map(({ name, path, line, lines }) => ({ lines, label: `${name}  ${path}:${line}` })),
  );
  console.log(
    `\n${count(rooms.length)} rooms, ${count(product.length)} files with ${count(sum(product))} lines ` +
      `(median ${median(product.map(({ lines }) => lines))}), ${count(functions.length)} functions ` +
      `(median ${median(functions.map(({ lines }) => lines))}), ${count(files.length - product.length)} test files ` +
      `with ${count(sum(files) - sum(product))} lines.`,
  );
}

const files = await readFiles();
const rooms = listRooms(files);
if (!process.argv.includes("--faults")) printHouse(files, rooms);
const faults = findFaults(files, rooms);
for (const fault of faults) console.error(`✗ ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
