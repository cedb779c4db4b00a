/** Before each test file. A page on a busy machine comes late: a second, as the library has it, would be a guess about it. */
if (typeof document !== "undefined") {
  const { configure } = await import("@testing-library/react");
  configure({ asyncUtilTimeout: 10_000 });
}

// A module, so that it may await.
export {};
