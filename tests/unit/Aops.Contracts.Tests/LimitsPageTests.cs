using Aops.TestSupport;

namespace Aops.Contracts.Tests;

/// <summary>docs/reference/LIMITS.md and the limits of the contracts say the same.</summary>
public sealed class LimitsPageTests
{
    [Fact]
    public void Page_HasEveryLimitWithItsValue_AndNoOther() =>
        Assert.Equal(LimitsPage.ConstantsOf(typeof(Limits)), LimitsPage.RowsOf("core/Aops.Contracts/Limits.cs"));
}
