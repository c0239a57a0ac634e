using Aops.Server.Actors;
using Aops.Server.People;
using Aops.Server.Storage;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// Users by what the provider tells. A user belongs to one identity (issuer and subject), from the first sign-in on; a name alone finds
/// only a user whom an admin has made for the provider and as whom no person has signed in yet.
/// </summary>
/// <param name="mayCreate">Whether a person whom no user stands for becomes one.</param>
internal sealed class ProviderUsers(Database database, bool mayCreate, TimeProvider clock)
{
    private const string Part = "identity-provider";

    /// <summary>Finds or makes the user, with the grants of the claims.</summary>
    public Task<ProviderOutcome> AdmitAsync(ProviderPerson who, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => Admit(connection, who), Durability.Disk, cancellationToken);

    private ProviderOutcome Admit(StoreConnection connection, ProviderPerson who)
    {
        var before = PersonRows.FindByIdentity(connection, who.Identity) ?? PersonRows.Find(connection, who.Name);
        if (before is null) return Create(connection, who);
        if (!before.IsOfProvider) return new ProviderOutcome.NameOfAnother();
        if (before.Identity is { } identity && identity != who.Identity) return new ProviderOutcome.AnotherPerson();
        if (before.IsDisabled) return new ProviderOutcome.Disabled();
        var after = before with
        {
            Identity = who.Identity,
            FullName = who.FullName.Length > 0 ? who.FullName : before.FullName,
            Grants = who.Grants ?? before.Grants,
        };
        if (!IsSame(before, after))
        {
            after = after with { Revision = before.Revision + 1 };
            Save(connection, before, after);
        }
        // What was lost at the provider is lost here, for the keys of the user too.
        return who.Grants is { Count: 0 } ? new ProviderOutcome.NoRole() : new ProviderOutcome.Admitted(after);
    }

    private ProviderOutcome Create(StoreConnection connection, ProviderPerson who)
    {
        if (!mayCreate) return new ProviderOutcome.Unknown();
        if (who.Grants is not { Count: > 0 } grants) return new ProviderOutcome.NoRole();
        var now = clock.GetUtcNow();
        if (AdminRows.IsTaken(connection, who.Name, now)) return new ProviderOutcome.NameOfAnother();
        if (PersonRows.Count(connection) >= PeopleLimits.UsersMax) return new ProviderOutcome.TooMany();
        var person = new Person
        {
            Id = Guid.CreateVersion7().ToString("N"), Name = who.Name, FullName = who.FullName, Grants = grants,
            Revision = 1, CreatedAt = now, CreatedBy = Part, IsDisabled = false, IsOfProvider = true,
            Identity = who.Identity,
        };
        Save(connection, null, person);
        return new ProviderOutcome.Admitted(person);
    }

    private static bool IsSame(Person one, Person other) => one.Identity == other.Identity
        && one.FullName == other.FullName && one.Grants.SequenceEqual(other.Grants);

    private static void Save(StoreConnection connection, Person? before, Person after)
    {
        PersonRows.Save(connection, after);
        AuditRows.Append(connection, PeopleAudit.Saved(before, after) with { Actor = (ActorKind.Part, Part) });
    }
}
