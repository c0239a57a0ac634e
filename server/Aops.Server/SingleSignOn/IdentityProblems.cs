using Aops.Contracts.Wire;
using Aops.Server.Problems;

namespace Aops.Server.SingleSignOn;

/// <summary>What a person is told whose sign-in by the identity provider is refused.</summary>
internal static class IdentityProblems
{
    private const string Title = "The sign-in is refused";
    private const string Again = "Begin again, in the same browser.";

    public static RequestFault NoProvider { get; } = new(ProblemKinds.NotFound(
        "no-identity-provider", "This server has no identity provider.",
        "Sign in with a name and a password; --identity-provider of aops-server sets one up."));

    public static RequestFault Over { get; } = new(ProblemKinds.Make(400, "sign-in-over", Title,
        "This sign-in is not under way any more: it was used before, is older than 10 minutes, or the server was started again.",
        Again));

    public static RequestFault OtherBrowser { get; } = new(ProblemKinds.Make(403, "other-browser", Title,
        "Another browser has begun this sign-in: a link that another person sent you may have led here. No session was begun.", Again));

    public static RequestFault OtherIssuer { get; } = new(ProblemKinds.Make(403, "other-issuer", Title,
        "The answer does not come from the identity provider that this sign-in was begun with. No session was begun.", Again));

    public static RequestFault BadLoopback { get; } = new(ProblemKinds.BadQuery(
        "?port=, ?state= and ?challenge= go together: a port from 1024, a word of 16 to 128 characters, and the 43 characters of a " +
        "SHA-256 in base64url."));

    public static RequestFault BadReturn { get; } = new(ProblemKinds.BadQuery(
        "?return= takes a path of this server that begins with one slash, and not another address."));

    /// <summary>The code of a program is not taken.</summary>
    public static Problem CodeRefusal { get; } = ProblemKinds.Make(401, "bad-sign-in-code", "The code is not taken",
        "The code of the sign-in is wrong, was used before, is older than 2 minutes, or another program has begun it.",
        "Begin again by 'aops login --browser'.");

    /// <summary>The provider has refused the person, by a word of its protocol.</summary>
    public static RequestFault Refused(string provider, string word) => new(ProblemKinds.Make(
        403, "sign-in-refused", Title,
        $"{provider} refuses the sign-in: {word}.", "Begin again, or ask the people who run it."));

    /// <summary>The provider cannot be asked, or its answer is not accepted.</summary>
    public static RequestFault Failed(string provider, string why) => new(ProblemKinds.Make(503, "identity-provider",
        "The identity provider cannot be used", $"{provider}: {why}. No session was begun.",
        "Try again; the server's events tell its admins the same."));

    /// <summary>The person is no user here.</summary>
    /// <param name="name">The name as the provider tells it.</param>
    public static RequestFault Of(ProviderOutcome outcome, string provider, string name) => outcome switch
    {
        ProviderOutcome.Disabled => NoUser("user-disabled", $"The user {name} is disabled on this server.",
            "An admin lets the user in again: aops user set NAME --enable."),
        ProviderOutcome.NoRole => NoUser("no-role", $"{provider} knows {name}, and gives no role on this server.",
            "Ask for the group that one of its rules names."),
        ProviderOutcome.NameOfAnother => NoUser("name-taken-here",
            $"{name} is the name of a user of this server who signs in by a password, or of a key.",
            "An admin lets the user sign in by the provider: aops user set NAME --sign-in provider."),
        ProviderOutcome.AnotherPerson => NoUser("another-identity",
            $"The user {name} of this server belongs to another person at {provider}, who had the name before.",
            "An admin removes the user, or gives it to the new person: --sign-in password, and then --sign-in provider."),
        ProviderOutcome.TooMany => NoUser("too-many-users-here", "This server has as many users as it may have.",
            "An admin removes some."),
        _ => NoUser("unknown-user", $"{provider} knows {name}, and this server has no such user.",
            "An admin adds the user: aops user create NAME --sign-in provider --grant ROLE."),
    };

    private static RequestFault NoUser(string code, string detail, string fix) =>
        new(ProblemKinds.Make(403, code, Title, detail, fix));
}
