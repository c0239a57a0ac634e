using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Users in the database, within a transaction or a read.</summary>
internal static class PersonRows
{
    private const string Select =
        "SELECT id, name, full_name, password, revision, created_at, created_by, disabled, failures, locked_until, " +
        "signed_in_at, of_provider, identity FROM person ";

    /// <summary>One user by name, or null.</summary>
    public static Person? Find(StoreConnection connection, string name) =>
        Fill(connection, connection.Prepare(Select + "WHERE name = @name").Set("@name", name).ReadFirst(Read));

    /// <summary>One user by id, or null.</summary>
    public static Person? FindById(StoreConnection connection, string id) =>
        Fill(connection, connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(Read));

    /// <summary>The user who is a person at the identity provider, or null.</summary>
    /// <param name="identity">Issuer and subject.</param>
    public static Person? FindByIdentity(StoreConnection connection, string identity) => Fill(connection,
        connection.Prepare(Select + "WHERE identity = @identity").Set("@identity", identity).ReadFirst(Read));

    /// <summary>Users by name, after a name.</summary>
    public static List<Person> List(StoreConnection connection, string after, int limit)
    {
        const string Page = "FROM person WHERE name > @after ORDER BY name LIMIT @limit";
        var people = connection.Prepare(Select + Page["FROM person ".Length..])
            .Set("@after", after).Set("@limit", limit).Read(Read);
        var grants = GrantRows.ListOf(
            connection, $"SELECT id {Page}", page => page.Set("@after", after).Set("@limit", limit));
        return [.. people.Select(person => person with { Grants = [.. grants[person.Id]] })];
    }

    /// <summary>How many users there are.</summary>
    public static long Count(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM person").ReadNumber();

    /// <summary>Writes a user and the grants, whether or not the user is there.</summary>
    public static void Save(StoreConnection connection, Person person)
    {
        connection.Prepare(
            "INSERT INTO person (id, name, full_name, password, revision, created_at, created_by, disabled, " +
            "failures, locked_until, of_provider, identity) " +
            "VALUES (@id, @name, @full, @password, @revision, @at, @by, @disabled, " +
            " @failures, @locked, @provider, @identity) ON CONFLICT(id) DO UPDATE SET " +
            "full_name = excluded.full_name, of_provider = excluded.of_provider, identity = excluded.identity, " +
            "password = excluded.password, revision = excluded.revision, " +
            "disabled = excluded.disabled, failures = excluded.failures, locked_until = excluded.locked_until")
            .Set("@id", person.Id).Set("@name", person.Name).Set("@full", person.FullName)
            .Set("@password", person.Password).Set("@revision", person.Revision)
            .Set("@at", person.CreatedAt).Set("@by", person.CreatedBy).Set("@disabled", person.IsDisabled ? 1 : 0)
            .Set("@failures", person.Failures).Set("@locked", person.LockedUntil)
            .Set("@provider", person.IsOfProvider ? 1 : 0).Set("@identity", person.Identity).Run();
        GrantRows.Set(connection, person.Id, person.Grants);
    }

    /// <summary>Removes a user with sessions and keys.</summary>
    public static void Remove(StoreConnection connection, string id, string by, DateTimeOffset now)
    {
        // Keys stay as revoked ones without an owner, so that an old file cannot restore one.
        connection.Prepare(
            "UPDATE api_key SET revoked_at = coalesce(revoked_at, @now), revoked_by = coalesce(revoked_by, @by), " +
            "owner_id = NULL WHERE owner_id = @id")
            .Set("@now", now).Set("@by", by).Set("@id", id).Run();
        GrantRows.Remove(connection, id);
        connection.Prepare("DELETE FROM person WHERE id = @id").Set("@id", id).Run();
    }

    /// <summary>Notes wrong passwords.</summary>
    public static void SetFailures(StoreConnection connection, string id, long failures) =>
        connection.Prepare("UPDATE person SET failures = @failures, locked_until = NULL WHERE id = @id")
            .Set("@failures", failures).Set("@id", id).Run();

    /// <summary>Notes wrong passwords, and takes none for a time.</summary>
    public static void Lock(StoreConnection connection, Person person, long failures, DateTimeOffset until)
    {
        connection.Prepare("UPDATE person SET failures = @failures, locked_until = @until WHERE id = @id")
            .Set("@failures", failures).Set("@until", until).Set("@id", person.Id).Run();
        AuditRows.Append(connection, PeopleAudit.Locked(person, failures, until));
    }

    /// <summary>Notes a sign-in, and the stored password where it was hashed again.</summary>
    public static void SignIn(StoreConnection connection, string id, string? password, DateTimeOffset now) =>
        connection.Prepare(
            "UPDATE person SET failures = 0, locked_until = NULL, signed_in_at = @now, " +
            "password = coalesce(@password, password) WHERE id = @id")
            .Set("@now", now).Set("@password", password).Set("@id", id).Run();

    private static Person? Fill(StoreConnection connection, Person? person) =>
        person is null ? null : person with { Grants = GrantRows.List(connection, person.Id) };

    private static Person Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        FullName = row.GetString(2),
        Password = row.TextOrNull(3),
        Grants = [],
        Revision = row.GetInt64(4),
        CreatedAt = row.Time(5),
        CreatedBy = row.GetString(6),
        IsDisabled = row.GetInt64(7) != 0,
        Failures = row.GetInt64(8),
        LockedUntil = row.TimeOrNull(9),
        SignedInAt = row.TimeOrNull(10),
        IsOfProvider = row.GetInt64(11) != 0,
        Identity = row.TextOrNull(12),
    };
}
