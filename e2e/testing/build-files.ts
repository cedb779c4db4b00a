/** What is in the folder of a build, and of the image: the server, the command, and what both need. No sources. */
export const BUILD_FILES = [
  ".next",
  "launcher.js",
  "node_modules",
  "package.json",
  "public",
  "server.js",
  "vitrine.js",
];
