using Aops.Server.Budgets;
using Aops.Server.Security;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>
/// Signs users in. Wrong passwords lock a user for a time that doubles; a locked user, an unknown one and one without a
/// password are told the same as one whose password is wrong, after the same time.
/// </summary>
internal sealed class SignIn(Database database, TimeProvider clock) : IDisposable
{
    private const int HashesMax = 2;
    private const int HashesWaitingMax = 32;

    // A hash is expensive by intent: what strangers ask for takes a bounded part of the machine.
    private readonly Room _hashes = new(HashesMax, HashesWaitingMax, ServerLimits.BodyRoomWait, "Many people sign in.");

    /// <summary>Signs a user in by a password.</summary>
    /// <param name="client">What the browser or program calls itself.</param>
    /// <returns>The session; null where the name and the password are not taken.</returns>
    public async Task<NewSession?> TryAsync(
        string name, string password, string? address, string? client, CancellationToken cancellationToken)
    {
        var person = await database.ReadAsync(connection => PersonRows.Find(connection, name), cancellationToken);
        if (!await IsRightAsync(person, password, cancellationToken)) return null;
        var renewed = PasswordHash.IsWeak(person!.Password!) ? PasswordHash.Of(password) : null;
        return await OpenAsync(person.Id, renewed, address, client, cancellationToken);
    }

    /// <summary>Begins a session of a user who is known to be right.</summary>
    /// <param name="renewed">The password, hashed again; null to leave it.</param>
    public Task<NewSession?> OpenAsync(
        string userId, string? renewed, string? address, string? client, CancellationToken cancellationToken)
    {
        var word = Secrets.NewToken(Secrets.SessionPrefix);
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            connection =>
            {
                if (PersonRows.FindById(connection, userId) is not { IsDisabled: false } person) return null;
                var session = new PersonSession
                {
                    Id = Guid.CreateVersion7().ToString("N"), UserId = person.Id, User = person.Name,
                    CreatedAt = now, UsedAt = now, ExpiresAt = now + PeopleLimits.SessionMax,
                    Address = address, Client = client,
                };
                PersonRows.SignIn(connection, person.Id, renewed, now);
                SessionRows.Add(connection, session, Secrets.Hash(word));
                return new NewSession(session, word, person);
            },
            Durability.Disk, cancellationToken);
    }

    /// <summary>Whether a password is that of a user; a wrong one is noted.</summary>
    /// <param name="person">The user; null for an unknown one.</param>
    public async Task<bool> IsRightAsync(Person? person, string password, CancellationToken cancellationToken)
    {
        using var place = await _hashes.TakeAsync(1, cancellationToken);
        var isRight = await Task.Run(() => PasswordHash.Matches(password, person?.Password), cancellationToken);
        if (person is null || person.IsDisabled) return false;
        // Looked at after the hash: guesses that run side by side see the lock of the one that came first.
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            connection => Judge(connection, person.Id, isRight, now), Durability.Process, cancellationToken);
    }

    public void Dispose() => _hashes.Dispose();

    private static bool Judge(StoreConnection connection, string id, bool isRight, DateTimeOffset now)
    {
        if (PersonRows.FindById(connection, id) is not { IsDisabled: false } person || person.LockedUntil > now)
            return false;
        if (isRight)
        {
            if (person.Failures > 0) PersonRows.SetFailures(connection, id, 0);
            return true;
        }
        var failures = person.Failures + 1;
        if (LockOf(failures) is { } wait) PersonRows.Lock(connection, person, failures, now + wait);
        else PersonRows.SetFailures(connection, id, failures);
        return false;
    }

    private static TimeSpan? LockOf(long failures)
    {
        if (failures < PeopleLimits.FailuresFree) return null;
        var doublings = (int)Math.Min(failures - PeopleLimits.FailuresFree, 10);
        var wait = PeopleLimits.LockFirst * (1 << doublings);
        return wait < PeopleLimits.LockMax ? wait : PeopleLimits.LockMax;
    }
}
