using Aops.Server.Api;
using Aops.Server.People;

namespace Aops.Server.SingleSignOn;

/// <summary>The routes of the sign-in by the identity provider.</summary>
internal static class ProviderApi
{
    public static ApiOperation Ways { get; } = new(ApiTag.Access, "Tells how people sign in here.")
    {
        Description = "A name and a password are always taken, by `POST /api/v1/sessions`.",
        Answers = [ApiAnswer.Json<SignInWays>("The ways.")],
    };

    public static ApiOperation Begin { get; } = new(
        ApiTag.Access, "Sends a browser to the identity provider, to sign in (OpenID Connect, code flow with PKCE).")
    {
        Description = "A program on the same machine names a port of the loopback, a word of its own and the challenge of its " +
            "verifier: the browser brings a code to `http://127.0.0.1:PORT/?code=…&state=…`, after the person has consented. " +
            "`POST /api/v1/sessions/code` makes a session of it.",
        Parameters =
        [
            ApiParameter.Text("return", "A path of the console, where the browser goes on; the first page without it."),
            ApiParameter.Number("port", "Port of the program.", 1024, ushort.MaxValue),
            ApiParameter.Text("state", "16 to 128 characters, by which the program recognizes the code."),
            ApiParameter.Text("challenge", "SHA-256 of the program's verifier, in base64url."),
        ],
        Answers = [new ApiAnswer(302, "To the provider.").WithLocation("The provider's address.")],
        Problems = ["no-identity-provider", "identity-provider", "bad-query"],
    };

    public static ApiOperation Return { get; } = new(
        ApiTag.Access, "Takes a browser back from the identity provider, and begins its session.")
    {
        Description = "Further parameters of the provider are ignored. A browser is told a refusal as a page.",
        Parameters =
        [
            ApiParameter.Text("state", "The word of the sign-in."), ApiParameter.Text("code", "The provider's code."),
            ApiParameter.Text("iss", "The provider (RFC 9207)."), ApiParameter.Text("error", "Why there is no code."),
        ],
        Answers =
        [
            new ApiAnswer(302, "To the console, with the cookie of a session.").WithLocation("The page of the console."),
            ApiAnswer.File("text/html", "Asks the person whether the program shall be signed in."),
        ],
        Problems =
        [
            "no-identity-provider", "identity-provider", "sign-in-over", "other-browser", "other-issuer",
            "sign-in-refused", "unknown-user", "user-disabled", "no-role", "name-taken-here", "another-identity",
            "too-many-users-here", "storage",
        ],
    };

    public static ApiOperation Code { get; } = new(
        ApiTag.Access, "Begins a session by the code that a browser brought: `Authorization: Basic` with the code and the verifier.")
    {
        Description = "The answer sets the cookie `__Host-aops-session`, as after a sign-in by a password.",
        Answers = [ApiAnswer.Json<SessionView>(201, "The session.").WithLocation("The session.")],
        Problems = ["bad-sign-in-code", "bad-credentials", "other-site", "storage"],
    };
}
