import { isSameHost } from "#lib/auth/providers/git-token";
import type { Config } from "#lib/config/config";
import { admitsPeople } from "#lib/config/sign-in";

/**
 * The options of the sign-in page; each is a provider of next-auth: the identity providers by their id, `guest`, and
 * `demo` with the field `user` or `code`.
 */
export interface SignInOptions {
  /** `holdsRequests`: requests go to this Git host, under the name of the person. */
  providers: { id: string; name: string; holdsRequests: boolean }[];
  guest?: { name: string; about?: string | undefined };
  people: { user: string; name: string; about?: string | undefined }[];
  /** A person signs in with a link that has their code. */
  hasLink: boolean;
}

export function signInOptions({
  signIn,
  repositories,
  guest,
  demoPeople,
}: Pick<Config, "signIn" | "repositories" | "guest" | "demoPeople">): SignInOptions {
  return {
    providers: signIn.filter(admitsPeople).map((one) => {
      const holdsRequests = repositories.some((git) => isSameHost(one, git));
      return { id: one.id, name: one.name, holdsRequests };
    }),
    ...(guest ? { guest: { name: guest.name, about: guest.about } } : {}),
    people: demoPeople
      .filter(({ code }) => code === undefined)
      .map(({ user, name, about }) => ({ user, name, about })),
    hasLink: demoPeople.some(({ code }) => code !== undefined),
  };
}
