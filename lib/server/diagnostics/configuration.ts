import "server-only";
import type { Config } from "#lib/config/config";
import { type ConfiguredGit, repositoryName } from "#lib/config/git";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

/**
 * The configuration for support: each key stands here by its name, so a new key, and with it a new secret, is left out
 * until someone adds it. Of a secret, the file or the variable is named that holds it.
 */
export function describeConfiguration(config: Config): Record<string, unknown> {
  const { url, requestVerb, dryRun, teamGroups, limits, trustedProxies, probePort, imageHosts } = config;
  const { logLevel, pathTemplate, demoStatus, syncReport, development } = config;
  return {
    ...{ url, requestVerb, dryRun, teamGroups, limits, trustedProxies, probePort, imageHosts },
    ...{ logLevel, pathTemplate, demoStatus, syncReport, development },
    clusters: config.clusters.map(({ name, kubeconfig, context, destinations }) => ({
      ...{ name, kubeconfig, context, destinations },
    })),
    repositories: config.repositories.map(describeRepository),
    signIn: config.signIn.map(describeSignIn),
    hasGuest: config.guest !== undefined,
    demoPeople: config.demoPeople.length,
    hasDemoToken: config.demoToken !== undefined,
  };
}

function describeRepository(git: ConfiguredGit): Record<string, unknown> {
  const { provider, branch, layout, pathTemplate, accepts } = git;
  const common = { name: repositoryName(git), provider, branch, layout, pathTemplate, accepts };
  switch (git.provider) {
    case "local":
      return { ...common, path: git.path };
    case "gitlab": {
      const { url, project } = git;
      return { ...common, url, project, ...describeSecrets(git, ["token", "webhookSecret"]) };
    }
    case "github": {
      const { url, owner, repository, app } = git;
      const secrets = describeSecrets(git, ["token", "webhookSecret"]);
      return {
        ...{ ...common, url, owner, repository, ...secrets },
        ...(app && { app: { id: app.id, ...describeSecrets(app, ["privateKey"]) } }),
      };
    }
    case "gitea": {
      const { url, owner, repository } = git;
      return { ...common, url, owner, repository, ...describeSecrets(git, ["token", "webhookSecret"]) };
    }
  }
}

function describeSignIn(signIn: ConfiguredSignIn): Record<string, unknown> {
  const { provider, id, name, clientId } = signIn;
  const common = { provider, id, name, clientId, ...describeSecrets(signIn, ["clientSecret"]) };
  if (signIn.provider !== "oidc") return { ...common, url: signIn.url };
  const { issuer, scopes, usernameClaim, usernamePrefix, groupsClaim, groupsPrefix, caFile } = signIn;
  const { signingAlgorithms, audiences } = signIn;
  const claims = { usernameClaim, usernamePrefix, groupsClaim, groupsPrefix };
  return { ...common, issuer, scopes, ...claims, caFile, signingAlgorithms, audiences };
}

/** `tokenFile` and `tokenEnv` as they are; a secret in place only as the fact that it is there. */
function describeSecrets(holder: object, names: readonly string[]): Record<string, unknown> {
  const given: Record<string, unknown> = { ...holder };
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name}File`, given[`${name}File`]],
      [`${name}Env`, given[`${name}Env`]],
      ...(given[name] === undefined ? [] : [[`${name}InPlace`, true]]),
    ]),
  );
}
