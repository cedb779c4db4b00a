import { answerUnknown } from "#lib/server/http/route";

// Without this route, Next would answer an unknown address of the API with a page.
export {
  answerUnknown as DELETE,
  answerUnknown as GET,
  answerUnknown as PATCH,
  answerUnknown as POST,
  answerUnknown as PUT,
};
