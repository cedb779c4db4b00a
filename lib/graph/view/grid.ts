/** The fixed size of a card in pixels, so that nothing must be measured. */
export const CARD_WIDTH = 240;
export const CARD_HEIGHT = 56;

/** From one column, or row, to the next. */
export const COLUMN = CARD_WIDTH + 48;
export const ROW = CARD_HEIGHT + 12;
