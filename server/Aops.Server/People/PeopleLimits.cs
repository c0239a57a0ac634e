namespace Aops.Server.People;

/// <summary>Limits of users, keys and sessions.</summary>
internal static class PeopleLimits
{
    /// <summary>Users.</summary>
    public const int UsersMax = 1000;

    /// <summary>Keys that are neither expired nor revoked.</summary>
    public const int KeysMax = 1000;

    /// <summary>Grants of one user or key.</summary>
    public const int GrantsMax = 16;

    /// <summary>Sessions of one user; a further one ends the oldest.</summary>
    public const int SessionsMax = 20;

    /// <summary>Characters of a password.</summary>
    public const int PasswordCharsMin = 12;

    /// <summary>Characters of a password.</summary>
    public const int PasswordCharsMax = 256;

    /// <summary>Characters of the name of a person, and of a client.</summary>
    public const int TextCharsMax = 200;

    /// <summary>Wrong passwords in a row after which none is taken for a time.</summary>
    public const int FailuresFree = 5;

    /// <summary>That time; it doubles with each further wrong password.</summary>
    public static readonly TimeSpan LockFirst = TimeSpan.FromSeconds(30);

    /// <summary>Its longest.</summary>
    public static readonly TimeSpan LockMax = TimeSpan.FromMinutes(15);

    /// <summary>A session ends without a request.</summary>
    public static readonly TimeSpan SessionIdle = TimeSpan.FromHours(8);

    /// <summary>A session ends in any case.</summary>
    public static readonly TimeSpan SessionMax = TimeSpan.FromDays(7);

    /// <summary>Lifetime of a key where none is told.</summary>
    public static readonly TimeSpan KeyLifeDefault = TimeSpan.FromDays(90);

    /// <summary>The last use of a key or a session is stored at most this often.</summary>
    public static readonly TimeSpan UseNotedAfter = TimeSpan.FromMinutes(5);
}
