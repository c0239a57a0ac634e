using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.People;

/// <summary>The routes of sessions, and of the one who sends the request.</summary>
internal static class SessionApi
{
    public static ApiOperation Begin { get; } = new(
        ApiTag.Access, "Begins a session: `Authorization: Basic` with the name and the password of a user.")
    {
        Description = "The answer sets the cookie `__Host-aops-session` (HttpOnly, Secure, SameSite=Strict), which stands " +
            "for the user in place of a key. After 5 wrong passwords in a row none is taken for 30 s, which doubles with " +
            "each further one, up to 15 minutes; the answer is the same.",
        Answers = [ApiAnswer.Json<SessionView>(201, "The session.").WithLocation("The session.")],
        Problems = ["bad-credentials", "other-site", "busy", "storage"],
    };

    public static ApiOperation List { get; } = new(
        ApiTag.Access, "Lists sessions, the oldest first: one's own, and to admins all.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<SessionList>("The sessions.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation End { get; } = new(
        ApiTag.Access, "Ends a session; `current` is that of the request.")
    {
        Parameters = [ApiParameter.Path("id", "Id of the session, or `current`."), StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The session is over, or would be.")],
        Problems = ["no-such-session"],
    };

    public static ApiOperation Me { get; } = new(
        ApiTag.Access, "Tells who sends the request, and what that one may do.")
    {
        Answers = [ApiAnswer.Json<MeView>("The user or the key.")],
    };

    public static ApiOperation Password { get; } = new(
        ApiTag.Access, "Changes the password of the user who sends it by a session; every session of the user ends.")
    {
        Parameters = [StandardParameters.DryRun],
        Body = typeof(PasswordRequest),
        Answers = [ApiAnswer.Nothing("The password is changed, or would be.")],
        Problems = ["bad-credentials", "not-a-session", "invalid"],
    };
}
