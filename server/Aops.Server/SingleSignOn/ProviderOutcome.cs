using Aops.Server.People;

namespace Aops.Server.SingleSignOn;

/// <summary>Whether a person of the provider is a user here.</summary>
internal abstract record ProviderOutcome
{
    public sealed record Admitted(Person Person) : ProviderOutcome;

    /// <summary>No user here is the person, and users are not made of persons.</summary>
    public sealed record Unknown : ProviderOutcome;

    public sealed record Disabled : ProviderOutcome;

    /// <summary>No rule gives the person a role.</summary>
    public sealed record NoRole : ProviderOutcome;

    /// <summary>A user who signs in by a password, or a key, has the name.</summary>
    public sealed record NameOfAnother : ProviderOutcome;

    /// <summary>The name is that of a user who is another person at the provider.</summary>
    public sealed record AnotherPerson : ProviderOutcome;

    /// <summary>There are as many users as there may be.</summary>
    public sealed record TooMany : ProviderOutcome;
}
