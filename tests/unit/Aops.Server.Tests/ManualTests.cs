using Aops.Server.CommandLine;
using Aops.TestSupport;

namespace Aops.Server.Tests;

/// <summary>The reference page follows the tree of verbs.</summary>
public sealed class ManualTests
{
    [Fact]
    public async Task Page_IsThatOfTheTree() => Assert.True(
        await ManualPage.IsThatOfAsync(ServerCommands.Build(), "aops-server", "AOPS-SERVER.md"), ManualPage.Stale("AOPS-SERVER.md"));
}
