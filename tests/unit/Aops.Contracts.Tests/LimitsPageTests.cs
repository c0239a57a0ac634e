using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Runs;
using Aops.TestSupport;

namespace Aops.Contracts.Tests;

/// <summary>docs/reference/LIMITS.md and the limits of the contracts say the same.</summary>
public sealed class LimitsPageTests
{
    [Fact]
    public void Page_HasEveryLimitWithItsValue_AndNoOther() =>
        Assert.Equal(LimitsPage.ConstantsOf(typeof(Limits)), LimitsPage.RowsOf("core/Aops.Contracts/Limits.cs"));

    [Fact]
    public void Inventory_HasEveryConstant_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(InventoryLimits)),
        LimitsPage.RowsOf("core/Aops.Contracts/Wire/Inventory/InventoryLimits.cs"));

    [Fact]
    public void Mirrors_HaveEveryConstant_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(MirrorLimits)), LimitsPage.RowsOf("core/Aops.Contracts/MirrorLimits.cs"));

    [Fact]
    public void Runs_HaveEveryConstant_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(RunLimits)), LimitsPage.RowsOf("core/Aops.Contracts/Wire/Runs/RunLimits.cs"));
}
