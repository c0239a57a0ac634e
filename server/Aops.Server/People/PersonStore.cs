using Aops.Server.Actors;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Users; each write is one transaction.</summary>
internal sealed class PersonStore(Database database)
{
    /// <summary>Users by name, after a name.</summary>
    public ValueTask<List<Person>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => PersonRows.List(connection, after, limit), cancellationToken);

    /// <summary>One user by name, or null.</summary>
    public ValueTask<Person?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => PersonRows.Find(connection, name), cancellationToken);

    /// <summary>Adds a user.</summary>
    public Task<PersonOutcome> AddAsync(Person person, bool isDry, CancellationToken cancellationToken) =>
        database.RunAsync<PersonOutcome>(
        connection =>
        {
            if (AdminRows.IsTaken(connection, person.Name, person.CreatedAt)) return new PersonOutcome.NameTaken();
            if (PersonRows.Count(connection) >= PeopleLimits.UsersMax) return new PersonOutcome.TooMany();
            if (isDry) return new PersonOutcome.Done(person);
            PersonRows.Save(connection, person);
            AuditRows.Append(connection, PeopleAudit.Saved(null, person));
            return new PersonOutcome.Done(person);
        },
        isDry, cancellationToken);

    /// <summary>Changes a user; sessions end where the password or the identity is another one, or the user is disabled.</summary>
    /// <param name="change">Makes the new user of the one that is there; name, id and revision stay as they are.</param>
    /// <param name="expected">The revision that the user must have; null for any.</param>
    /// <param name="isAnyway">Whether also the last admin may lose the role.</param>
    public Task<PersonOutcome> ChangeAsync(
        string name, Func<Person, Person> change, long? expected, bool isDry, bool isAnyway,
        CancellationToken cancellationToken) => database.RunAsync<PersonOutcome>(
        connection =>
        {
            if (PersonRows.Find(connection, name) is not { } before) return new PersonOutcome.NoSuchUser();
            if (expected is not null && expected != before.Revision)
                return new PersonOutcome.OtherRevision(before.Revision);
            var after = change(before) with { Revision = before.Revision + 1 };
            if (!isAnyway && IsLastAdmin(connection, before) && (after.IsDisabled || !after.IsAdmin))
                return new PersonOutcome.LastAdmin();
            if (isDry) return new PersonOutcome.Done(after);
            PersonRows.Save(connection, after);
            AuditRows.Append(connection, PeopleAudit.Saved(before, after));
            if (after.IsDisabled || after.Password != before.Password || after.Identity != before.Identity)
                SessionRows.RemoveAll(connection, before.Id);
            return new PersonOutcome.Done(after);
        },
        isDry, cancellationToken);

    /// <summary>Removes a user with sessions and keys.</summary>
    /// <param name="expected">The revision that the user must have; null for any.</param>
    /// <param name="actor">Who removes the user.</param>
    public Task<PersonOutcome> RemoveAsync(
        string name, long? expected, Actor actor, DateTimeOffset now, bool isDry,
        CancellationToken cancellationToken) =>
        database.RunAsync<PersonOutcome>(
            connection =>
            {
                if (PersonRows.Find(connection, name) is not { } person) return new PersonOutcome.NoSuchUser();
                if (expected is not null && expected != person.Revision)
                    return new PersonOutcome.OtherRevision(person.Revision);
                if (IsLastAdmin(connection, person)) return new PersonOutcome.LastAdmin();
                if (isDry) return new PersonOutcome.Done(person);
                var keys = KeyRows.List(connection, person.Id, "", PeopleLimits.KeysMax, now);
                PersonRows.Remove(connection, person.Id, actor.Name, now);
                AuditRows.Append(connection, PeopleAudit.Removed(person, keys));
                return new PersonOutcome.Done(person);
            },
            isDry, cancellationToken);

    private static bool IsLastAdmin(StoreConnection connection, Person person) =>
        person is { IsAdmin: true, IsDisabled: false } && AdminRows.CountUsers(connection) == 1;
}
