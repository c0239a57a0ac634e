using System.CommandLine;
using Aops.TestSupport;

namespace Aops.ReleaseTool.Tests;

/// <summary>The reference page follows the tree of verbs.</summary>
public sealed class ManualTests
{
    [Fact]
    public async Task Page_IsThatOfTheTree() => Assert.True(
        await ManualPage.IsThatOfAsync(Program.MakeRoot(new Option<bool>("--json")), "aops-release", "AOPS-RELEASE.md"), ManualPage.Stale("AOPS-RELEASE.md"));
}
