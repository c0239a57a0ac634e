namespace Aops.Console.Tests.Support;

/// <summary>Tests that share one server and one browser, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleTests : ICollectionFixture<ConsoleBench>
{
    public const string Name = "console";
}
