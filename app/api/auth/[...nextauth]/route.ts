export { handleSignIn as GET, handleSignIn as POST } from "#lib/server/sign-in";
