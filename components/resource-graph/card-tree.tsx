/** The cards as a tree to assistive technology and to the keyboard. */
import { useStore, useStoreApi } from "@xyflow/react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { findCard, isInView, useGoTo } from "#components/resource-graph/card-visits";
import { type Direction, neighbour } from "#lib/graph/view/navigate";
import type { GraphView } from "#lib/graph/view/view";

export interface CardTree {
  view: GraphView;
  /** Id of the card that the keys act on. */
  active: string;
}

export interface CardActions {
  onActive: (id: string) => void;
  onOpen: (id: string) => void;
  onFold: (id: string) => void;
}

/**
 * The element around the cards is the tree. It belongs to the library, which gives it no role: the attributes are set
 * from here. While the active card is out of the document, the tree itself is the tab stop and calls it back.
 */
export function useTreeElement(
  { label, active, view }: CardTree & { label: string },
  virtual: boolean,
): void {
  const store = useStoreApi();
  const goTo = useGoTo(view);
  const away = useStore((state) => virtual && !isInView(view, active, state));
  const latest = useRef({ active, goTo });
  useEffect(() => {
    latest.current = { active, goTo };
  });
  useEffect(() => {
    const element = store.getState().domNode?.querySelector<HTMLElement>(".react-flow__nodes");
    if (!element) return;
    element.setAttribute("role", "tree");
    element.setAttribute("aria-label", label);
    element.tabIndex = away ? 0 : -1;
    const callBack = ({ target }: FocusEvent) => {
      if (target === element) latest.current.goTo(latest.current.active, true);
    };
    element.addEventListener("focusin", callBack);
    return () => element.removeEventListener("focusin", callBack);
  }, [store, label, away]);
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: "parent",
  ArrowRight: "child",
  ArrowUp: "previous",
  ArrowDown: "next",
};

/** Keys of the tree: arrows go, Space folds, Enter opens, Home goes to the root. */
export function useCardKeys(props: CardTree & CardActions): (event: KeyboardEvent) => void {
  const { view, active, onActive, onOpen, onFold } = props;
  const store = useStoreApi();
  const goTo = useGoTo(view);
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const card = view.cards.get(active);
    if (!card || !(event.target instanceof Element) || !event.target.closest("[role=tree]")) return;
    const visit = (id: string | undefined) => {
      if (id === undefined) return;
      onActive(id);
      goTo(id, true);
    };
    const direction = directions[event.key];
    if (direction === "child" && card.folded) onFold(active);
    else if (direction) visit(neighbour(view.cards, active, direction));
    else if (event.key === "Home") visit(view.tree.root);
    else if (event.key === " ") onFold(active);
    else if (event.key === "Enter" && card.type === "group") onFold(active);
    else if (event.key === "Enter") onOpen(active);
    else return;
    event.preventDefault();
    // Where a mouse had the focus on the tree itself, the keys bring it to the card.
    if (event.key === " ") findCard(store.getState().domNode, active)?.focus({ preventScroll: true });
  };
}
