export { handleAccountCallback as GET } from "#lib/server/http/account-callback";
