namespace Aops.Server.People;

/// <summary>How a write of a user ended.</summary>
internal abstract record PersonOutcome
{
    /// <summary>It was done, or would be.</summary>
    /// <param name="Person">The user as of then; of a removal as before.</param>
    public sealed record Done(Person Person) : PersonOutcome;

    public sealed record NoSuchUser : PersonOutcome;

    /// <summary>A user or a key in force has the name.</summary>
    public sealed record NameTaken : PersonOutcome;

    /// <summary>There are as many users as there may be.</summary>
    public sealed record TooMany : PersonOutcome;

    /// <summary>The only user would go, be disabled or lose the role who is an admin.</summary>
    public sealed record LastAdmin : PersonOutcome;

    /// <summary>Another admin has changed the user.</summary>
    /// <param name="Revision">The revision that the user has now.</param>
    public sealed record OtherRevision(long Revision) : PersonOutcome;
}
