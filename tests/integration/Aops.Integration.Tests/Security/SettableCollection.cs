namespace Aops.Integration.Tests.Security;

/// <summary>Tests that share one <see cref="SettableFixture"/>, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SettableCollection : ICollectionFixture<SettableFixture>
{
    /// <summary>Its name.</summary>
    public const string Name = "settable";
}
