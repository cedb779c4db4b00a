export { handleSignIn as GET, handleSignIn as POST } from "#lib/server/http/sign-in";
