import { describe, expect, it } from "vitest";
import { makeGroup } from "#components/catalog/list/group-fixture";
import { createOfferSearch, sortOffers } from "#components/catalog/search/offer-search";

const offers = [
  makeGroup("Backup", { description: "Copies a PostgreSQL database." }),
  makeGroup("PostgreSQL", { owner: "Data team", tags: ["database", "stateful"], fields: ["storageClass"] }),
  makeGroup("Cache", { kind: "RedisCluster", owner: "Data team", tags: ["database"] }),
  makeGroup("Bucket", { owner: "Storage", tags: ["stateful"], category: "Storage", group: "s3.example.com" }),
  makeGroup("Kafka topic", { kind: "KafkaTopic", requestable: false }),
  makeGroup("Topic board", { description: "A board." }),
].map(({ entry }) => entry);
const search = createOfferSearch(offers);
const titles = (query: string) => search.find(query).map(({ entry }) => entry.title);

describe("createOfferSearch", () => {
  it.each([
    { why: "all offers in their order without a word", query: " ", gives: offers.map(({ title }) => title) },
    { why: "the title before the description", query: "postgresql", gives: ["PostgreSQL", "Backup"] },
    { why: "the start of a word", query: "post", gives: ["PostgreSQL", "Backup"] },
    { why: "a part of a word", query: "greSQL", gives: ["Backup", "PostgreSQL"] },
    { why: "a word of the kind", query: "redis", gives: ["Cache"] },
    { why: "every word, of different places", query: "data post", gives: ["PostgreSQL", "Backup"] },
    { why: "the category", query: "storage bucket", gives: ["Bucket"] },
    { why: "the API group", query: "s3.example", gives: ["Bucket"] },
    {
      why: "an offer that nobody can request at last",
      query: "topic",
      gives: ["Topic board", "Kafka topic"],
    },
    { why: "a transposed letter", query: "kafak", gives: ["Kafka topic"] },
    { why: "a missing letter", query: "postgrsql", gives: ["PostgreSQL", "Backup"] },
    { why: "no typo in a short word", query: "s4x", gives: [] },
    { why: "nothing", query: "mainframe", gives: [] },
  ])("finds $why", ({ query, gives }) => expect(titles(query)).toEqual(gives));

  it("names the field that fits where the card shows nothing that does", () => {
    expect(search.find("storageclass")).toEqual([expect.objectContaining({ field: "storageClass" })]);
    expect(search.find("class")).toEqual([expect.objectContaining({ field: "storageClass" })]);
    expect(search.find("bucket")[0]).not.toHaveProperty("field");
  });

  it("gives the words to mark", () => {
    expect(search.find("post")[0]?.terms).toEqual(["postgresql"]);
  });
});

it("sortOffers returns one order for every order of the cluster", () => {
  const twins = [makeGroup("Cache", { id: "b" }), makeGroup("Cache", { id: "a" }), makeGroup("Bucket")].map(
    ({ entry }) => entry,
  );
  const ids = (list: typeof twins) => list.map(({ id }) => id);
  expect(ids(sortOffers(twins))).toEqual(["Bucket", "a", "b"]);
  expect(ids(sortOffers(twins.toReversed()))).toEqual(["Bucket", "a", "b"]);
});
