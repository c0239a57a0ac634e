using Aops.Server.Actors;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Finds who shows a key or the word of a session. Nothing is cached: a change applies to the next request.</summary>
internal sealed class HolderStore(Database database)
{
    /// <summary>The holder of a key in force, or null.</summary>
    /// <param name="hash">SHA-256 of the key.</param>
    /// <param name="address">From where it is shown.</param>
    public async ValueTask<Holder?> FindByKeyAsync(
        byte[] hash, string? address, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (key, owner) = await database.ReadAsync<(ApiKey?, Person?)>(
            connection => KeyRows.Find(connection, hash, now) is { } found
                ? (found, found.OwnerId is { } id ? PersonRows.FindById(connection, id) : null)
                : (null, null),
            cancellationToken);
        if (key is null) return null;
        if (IsDue(key.UsedAt, now))
        {
            await NoteAsync(connection => connection.Prepare(
                "UPDATE api_key SET used_at = @now, used_from = @address WHERE id = @id")
                .Set("@now", now).Set("@address", address).Set("@id", key.Id).Run());
        }
        return Of(key, owner);
    }

    /// <summary>A user who may act, or a key in force, by id; null where there is none.</summary>
    public async ValueTask<Holder?> FindByIdAsync(
        string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (key, person) = await database.ReadAsync<(ApiKey?, Person?)>(
            connection => KeyRows.FindById(connection, id, now) is { } found
                ? (found, found.OwnerId is { } owner ? PersonRows.FindById(connection, owner) : null)
                : (null, PersonRows.FindById(connection, id)),
            cancellationToken);
        if (person is { IsDisabled: true }) return null;
        if (key is not null) return Of(key, person);
        return person is null ? null : new Holder(
            new Actor(ActorKind.User, person.Id, person.Name) { UserId = person.Id }, person.Grants,
            GrantedRights.Of(person.Grants));
    }

    /// <summary>The user of a session in force, or null.</summary>
    /// <param name="hash">SHA-256 of its word.</param>
    public async ValueTask<Holder?> FindBySessionAsync(
        byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (session, person) = await database.ReadAsync<(PersonSession?, Person?)>(
            connection => SessionRows.Find(connection, hash, now) is { } found
                ? (found, PersonRows.FindById(connection, found.UserId))
                : (null, null),
            cancellationToken);
        if (session is null || person is null) return null;
        if (IsDue(session.UsedAt, now))
        {
            await NoteAsync(connection => connection.Prepare("UPDATE person_session SET used_at = @now WHERE id = @id")
                .Set("@now", now).Set("@id", session.Id).Run());
        }
        var actor = new Actor(ActorKind.User, person.Id, person.Name) { UserId = person.Id, SessionId = session.Id };
        return new Holder(actor, person.Grants, GrantedRights.Of(person.Grants));
    }

    private static Holder Of(ApiKey key, Person? owner)
    {
        var rights = GrantedRights.Of(key.Grants);
        if (owner is not null) rights = rights.Within(GrantedRights.Of(owner.Grants));
        return new Holder(new Actor(ActorKind.Key, key.Id, key.Name) { UserId = key.OwnerId }, key.Grants, rights);
    }

    private static bool IsDue(DateTimeOffset? noted, DateTimeOffset now) =>
        noted is not { } at || now - at >= PeopleLimits.UseNotedAfter;

    // A database that takes no writes does not keep operators from reading.
    private async Task NoteAsync(Func<StoreConnection, int> note)
    {
        try
        {
            await database.WriteAsync(note, Durability.Process, CancellationToken.None);
        }
        catch (StoreException)
        {
        }
    }
}
