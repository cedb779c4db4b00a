/** The text of the interface's common components. */
export const uiMessages = {
  age: {
    now: "now",
    ago: (age: string) => `${age} ago`,
    units: {
      minutes: (count: number) => `${count} min`,
      hours: (count: number) => `${count} h`,
      days: (count: number) => `${count} d`,
      months: (count: number) => `${count} mo`,
      years: (count: number) => `${count} y`,
    },
  },
} as const;
