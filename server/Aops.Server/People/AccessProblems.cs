using Aops.Contracts;
using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.People;

/// <summary>What a client is told whose request for a user, a key or a session was refused.</summary>
internal static class AccessProblems
{
    public static RequestFault NoSuchUser(string name) => new(ProblemKinds.NotFound(
        "no-such-user", $"No user is called {name}.", "GET /api/v1/users lists them."));

    public static RequestFault NoSuchKey(string id) => new(ProblemKinds.NotFound(
        "no-such-key", $"No key in force has the id {id}, or it is another's.",
        "GET /api/v1/keys lists those that may be seen."));

    public static RequestFault NoSuchSession(string id) => new(ProblemKinds.NotFound(
        "no-such-session", $"No session has the id {id}, or it is another's.", "GET /api/v1/sessions lists them."));

    /// <summary>Checks a password that is to be set.</summary>
    public static void CheckPassword(string field, string? password, FieldErrors errors)
    {
        if (password is { Length: < PeopleLimits.PasswordCharsMin or > PeopleLimits.PasswordCharsMax })
        {
            errors.Add(field, $"has {PeopleLimits.PasswordCharsMin} to {PeopleLimits.PasswordCharsMax} characters");
        }
    }

    /// <summary>Checks the name of a user or a key that is made.</summary>
    public static void CheckName(string? name, FieldErrors errors)
    {
        if (!Names.IsValid(name)) errors.Add("name", $"a name has {Names.Rule}");
    }

    public static RequestFault Of(PersonOutcome outcome, string name) => outcome switch
    {
        PersonOutcome.NameTaken => NameTaken(name),
        PersonOutcome.TooMany => Conflict("too-many-users",
            $"There are {PeopleLimits.UsersMax} users, which is the most. Nothing was changed.", "Remove some."),
        PersonOutcome.LastAdmin => LastAdmin,
        PersonOutcome.OtherRevision other => new RequestFault(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the user than {other.Revision}, which it has now.",
            "Read the user again and decide again.")),
        _ => NoSuchUser(name),
    };

    public static RequestFault Of(KeyFault fault, string name) => fault switch
    {
        KeyFault.NoSuchKey => NoSuchKey(name),
        KeyFault.TooMany => Conflict("too-many-keys",
            $"There are {PeopleLimits.KeysMax} keys in force, which is the most. Nothing was changed.", "Revoke some."),
        KeyFault.LastAdmin => LastAdmin,
        _ => NameTaken(name),
    };

    private static RequestFault LastAdmin => Conflict("last-admin",
        "This is the last admin, and there would be none any more. Nothing was changed.",
        "Give another user the role admin first; on the server's machine 'aops-server admin create' makes one.");

    private static RequestFault NameTaken(string name) => Conflict("name-taken",
        $"A user or a key in force is called {name} already. Nothing was changed.",
        "Choose another name: events and revisions tell of both by name alone.");

    private static RequestFault Conflict(string code, string detail, string fix) =>
        new(ProblemKinds.Conflict(code, detail, fix));
}
