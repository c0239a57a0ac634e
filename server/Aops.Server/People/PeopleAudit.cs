using Aops.Contracts;
using Aops.Server.Actors;
using Aops.Server.Audit;
using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>What the audit is told of users, sessions and keys. Passwords and keys are secrets: that there is one is told.</summary>
internal static class PeopleAudit
{
    /// <summary>A user was written.</summary>
    /// <param name="before">The user before; null for a new one.</param>
    public static AuditChange Saved(Person? before, Person after)
    {
        var isPassword = before is not null && before.Password != after.Password && IsSame(before, after);
        return new(
            before is null ? AuditKinds.UserCreate : isPassword ? AuditKinds.UserPassword : AuditKinds.UserReplace,
            NameOf(after))
        {
            Before = before is null ? null : Describe(before),
            After = Describe(after).Set("isOtherPassword", before is null || before.Password != after.Password),
        };
    }

    /// <summary>A user was removed.</summary>
    /// <param name="keys">The keys that were revoked with the user.</param>
    public static AuditChange Removed(Person person, IEnumerable<ApiKey> keys) =>
        new(AuditKinds.UserRemove, NameOf(person))
        {
            Before = Describe(person).Set("keys", keys.Select(key => key.Name)),
        };

    /// <summary>Wrong passwords have locked a user: an act of the server, from the address that they came from.</summary>
    public static AuditChange Locked(Person person, long failures, DateTimeOffset until) =>
        new(AuditKinds.UserLock, NameOf(person))
        {
            Actor = (ActorKind.Part, WriteOrigin.Server.Actor),
            Before = new AuditFields().Set("failures", person.Failures).Set("lockedUntil", person.LockedUntil),
            After = new AuditFields().Set("failures", failures).Set("lockedUntil", until),
        };

    /// <summary>A session was ended before its time.</summary>
    public static AuditChange Ended(PersonSession session) =>
        new(AuditKinds.SessionEnd, $"session:{session.Id}")
        {
            Before = new AuditFields().Set("user", session.User).Set("createdAt", session.CreatedAt)
                .Set("usedAt", session.UsedAt).Set("address", session.Address),
        };

    /// <summary>A key was made.</summary>
    public static AuditChange Made(ApiKey key) =>
        new(AuditKinds.KeyCreate, $"key:{key.Name}") { After = Describe(key) };

    /// <summary>A key was revoked.</summary>
    public static AuditChange Revoked(ApiKey key) =>
        new(AuditKinds.KeyRevoke, $"key:{key.Name}") { Before = Describe(key) };

    private static string NameOf(Person person) => $"user:{person.Name}";

    private static bool IsSame(Person one, Person other) => one.FullName == other.FullName
        && one.IsDisabled == other.IsDisabled && one.IsOfProvider == other.IsOfProvider
        && one.Grants.SequenceEqual(other.Grants);

    private static AuditFields Describe(Person person)
    {
        var fields = new AuditFields().Set("id", person.Id).Set("fullName", person.FullName)
            .Set("grants", person.Grants.Select(Describe)).Set("disabled", person.IsDisabled)
            .Set("lockedUntil", person.LockedUntil).Set("revision", person.Revision)
            .Set("provider", person.IsOfProvider ? true : null).Set("identity", person.Identity);
        return person.Password is { } password ? fields.Set("password", new SecretText(password)) : fields;
    }

    private static AuditFields Describe(ApiKey key) => new AuditFields().Set("id", key.Id).Set("owner", key.OwnerId)
        .Set("grants", key.Grants.Select(Describe)).Set("createdAt", key.CreatedAt).Set("expiresAt", key.ExpiresAt);

    private static AuditFields Describe(Grant grant) =>
        new AuditFields().Set("role", KebabName.Of(grant.Role)).Set("scope", grant.Scope);
}
