import { KubeConfig, type KubernetesObject, KubernetesObjectApi } from "@kubernetes/client-node";
import { makeOfferedCrd, makePromise, makeXrd } from "#bench/stranger";
import { expect, signIn, test } from "./testing/portal";

function connect(kubeconfig: string): KubernetesObjectApi {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return KubernetesObjectApi.makeApiClient(config);
}

for (const [source, make, kind] of [
  ["promise", makePromise, "Stranger"],
  ["xrd", makeXrd, "Newcomer"],
  ["crd", makeOfferedCrd, "Visitor"],
] as const) {
  test(`an unknown ${source} appears, changes and disappears on open pages`, async ({ browser, portal }) => {
    const api = connect(portal.kubeconfig);
    const catalog = await signIn(browser, portal.url, "Ana");
    const id = `${source}.local.${make(kind, []).metadata.name}`;

    await api.create<KubernetesObject>(make(kind, ["first"]));
    const card = catalog.getByRole("listitem").filter({ hasText: kind });
    await expect(card).toBeVisible();
    await expect(card).not.toContainText("Can't be requested");

    const form = await catalog.context().newPage();
    await form.goto(`/catalog/${id}/new`);
    await form.getByRole("textbox", { name: "First" }).fill("kept");
    const merge = "application/merge-patch+json";
    const edited = make(kind, ["first", "second"]);
    await api.patch<KubernetesObject>(edited, undefined, undefined, undefined, undefined, merge);
    await expect(form.getByRole("textbox", { name: "Second" })).toBeVisible();
    await expect(form.getByRole("textbox", { name: "First" })).toHaveValue("kept");

    await api.delete(make(kind, []));
    await expect(card).toHaveCount(0);
  });
}
