// @vitest-environment jsdom
import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { OfferIcon } from "#components/catalog/offer-icon";
import { PictureHosts } from "#components/catalog/picture-hosts";

describe("OfferIcon", () => {
  it.each([
    ["a configured host", "https://icons.example.com/a.svg", true],
    ["a host of a configured domain", "https://a.cdn.example.com/a.svg", true],
    ["a data URL", "data:image/png;base64,AAAA", true],
    ["another host", "https://spy.example.org/a.svg", false],
    ["a host that ends with similar text", "https://evilcdn.example.com.test/a.svg", false],
    ["plain HTTP", "http://icons.example.com/a.svg", false],
    ["the name of a built-in icon", "database", false],
  ])("loads an image only from an allowed URL: %s", (_why, icon, loads) => {
    const { container } = render(
      <PictureHosts hosts={["icons.example.com", "*.cdn.example.com"]}>
        <OfferIcon icon={icon} />
      </PictureHosts>,
    );
    expect(container.querySelector("img") !== null).toBe(loads);
    expect(container.querySelector("svg") !== null).toBe(!loads);
  });
});
