using System.Globalization;
using Aops.Server.Alerts;
using Aops.Server.Budgets;
using Aops.Server.People;
using Aops.Server.Webhooks;
using Aops.TestSupport;

namespace Aops.Server.Tests.Guards;

/// <summary>docs/reference/LIMITS.md and the limits of the server say the same.</summary>
public sealed class LimitsPageTests
{
    [Fact]
    public void Page_HasEveryLimitWithItsValue_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(ServerLimits), ShowRate), LimitsPage.RowsOf("server/Aops.Server/ServerLimits.cs"));

    [Fact]
    public void Page_HasEveryLimitOfTheFleetsModel_AndNoOther() =>
        Assert.Equal(
            LimitsPage.ConstantsOf(typeof(FleetLimits), ShowRate), LimitsPage.RowsOf("server/Aops.Server/FleetLimits.cs"));

    [Fact]
    public void Page_HasEveryLimitOfPeople_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(PeopleLimits)), LimitsPage.RowsOf("server/Aops.Server/People/PeopleLimits.cs"));

    [Fact]
    public void Page_HasEveryLimitOfApprovals_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(ApprovalLimits)),
        LimitsPage.RowsOf("server/Aops.Server/People/ApprovalLimits.cs"));

    [Fact]
    public void Page_HasEveryLimitOfAlerts_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(AlertLimits)), LimitsPage.RowsOf("server/Aops.Server/Alerts/AlertLimits.cs"));

    [Fact]
    public void Page_HasEveryLimitOfWebhooks_AndNoOther() => Assert.Equal(
        LimitsPage.ConstantsOf(typeof(WebhookLimits)), LimitsPage.RowsOf("server/Aops.Server/Webhooks/WebhookLimits.cs"));

    private static string ShowRate(string name, object value)
    {
        var rate = Assert.IsType<BucketSize>(value);
        return name.Contains("Bytes", StringComparison.Ordinal)
            ? $"{LimitsPage.Bytes((long)rate.Burst)} at once, {LimitsPage.Bytes((long)rate.PerSecond)}/s"
            : string.Create(CultureInfo.InvariantCulture, $"{rate.Burst:#,0} at once, {rate.PerSecond:#,0.###}/s");
    }
}
