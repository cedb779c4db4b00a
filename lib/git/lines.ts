/**
 * Runs tasks with the same key one after the other, and tasks with different keys at once. A task that fails
 * does not stop the next one.
 */
export function createLines(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  /** The last task of each line. A line without a task is removed. */
  const lines = new Map<string, Promise<unknown>>();

  return (key, task) => {
    const before = lines.get(key) ?? Promise.resolve();
    const own = before.then(task, task);
    lines.set(key, own);
    const leave = () => {
      if (lines.get(key) === own) lines.delete(key);
    };
    own.then(leave, leave);
    return own;
  };
}
