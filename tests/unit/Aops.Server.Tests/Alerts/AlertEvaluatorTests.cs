using Aops.Server.Alerts;
using static Aops.Server.Alerts.AlertFact;
using static Aops.Server.Alerts.AlertNotice;
using static Aops.Server.Alerts.AlertState;

namespace Aops.Server.Tests.Alerts;

/// <summary>The states of an alert, as a table: what is found, minute by minute, and what follows.</summary>
public sealed class AlertEvaluatorTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);

    // A letter a minute: H held, C clear, M silenced, U unknown, X the rule is switched off. Below it the state after each
    // (o ok, p pending, f firing, r resolved, m muted), in capitals where receivers are told. The rule waits 3 minutes.
    [Theory]
    [InlineData("C", "o")]
    [InlineData("HHHHH", "pppFf")]
    [InlineData("HHCHH", "pppFf")]
    [InlineData("HCCC", "pppo")]
    [InlineData("HHCCCHHHH", "ppppopppF")]
    [InlineData("HHHHCCCC", "pppFffRr")]
    [InlineData("HHHHCHCHC", "pppFfffff")]
    [InlineData("HHHHUUUUC", "pppFfffff")]
    [InlineData("UUHUUH", "oopppF")]
    [InlineData("MMMM", "mmmm")]
    [InlineData("MMMMH", "mmmmF")]
    [InlineData("MMH", "mmp")]
    [InlineData("MMCCC", "mmmmo")]
    [InlineData("HHHHMMM", "pppFmmm")]
    [InlineData("HHHHMMHH", "pppFmmff")]
    [InlineData("HHHHMMCCC", "pppFmmmmR")]
    [InlineData("HHMMH", "ppmmF")]
    [InlineData("HHHHX", "pppFR")]
    [InlineData("HHHHXX", "pppFRr")]
    [InlineData("HHX", "ppo")]
    [InlineData("MX", "mo")]
    [InlineData("HHHHXHHHH", "pppFRpppF")]
    [InlineData("HHHHCCCHHHH", "pppFffRpppF")]
    [InlineData("HHHHCCCMC", "pppFffRmm")]
    public void Steps_FollowWhatIsFound(string found, string expected)
    {
        var standing = AlertStanding.None;
        var states = "";
        for (var minute = 0; minute < found.Length; minute++)
        {
            var step = Step(standing, found[minute], Start.AddMinutes(minute));
            standing = step.Standing;
            var state = AlertWords.Of(standing.State)[0];
            states += step.Notice == None ? state : char.ToUpperInvariant(state);
        }

        Assert.Equal(expected, states);
    }

    [Fact]
    public void EveryFinding_IsInATable_OfEveryState()
    {
        foreach (var state in Enum.GetValues<AlertState>())
        {
            foreach (var isTold in new[] { false, true })
            {
                foreach (var finding in "HCMUX")
                {
                    var before = new AlertStanding(state, Start) { HeldSince = Start, IsTold = isTold };
                    var step = Step(before, finding, Start.AddMinutes(1));
                    // Receivers are told of an end once, and only after they were told of a beginning.
                    if (step.Notice == AlertNotice.Resolved) Assert.True(before.IsTold && !step.Standing.IsTold);
                    if (step.Notice == AlertNotice.Firing) Assert.True(!before.IsTold && step.Standing.IsTold);
                    if (before.IsTold && !step.Standing.IsTold) Assert.Equal(AlertNotice.Resolved, step.Notice);
                    if (finding == 'U') Assert.Equal(before, step.Standing);
                }
            }
        }
    }

    [Fact]
    public void Resolved_IsShownForAnHour()
    {
        var standing = new AlertStanding(AlertState.Resolved, Start) { FiredAt = Start };

        Assert.Equal(AlertState.Resolved, Step(standing, 'C', Start.AddMinutes(59)).Standing.State);
        Assert.Equal(Ok, Step(standing, 'C', Start.AddMinutes(60)).Standing.State);
        Assert.Equal(Start, Step(standing, 'C', Start.AddMinutes(60)).Standing.FiredAt);
    }

    [Fact]
    public void AClockThatIsSetBack_EndsNothingAtOnce()
    {
        var firing = new AlertStanding(AlertState.Firing, Start) { HeldSince = Start, IsTold = true, ClearSince = Start.AddHours(1) };

        var step = Step(firing, 'C', Start);

        Assert.Equal((AlertState.Firing, Start), (step.Standing.State, step.Standing.ClearSince!.Value));
        Assert.Equal(AlertNotice.Resolved, Step(step.Standing, 'C', Start.AddMinutes(2)).Notice);
    }

    [Fact]
    public void SinceWhenItHolds_IsTold()
    {
        var first = Step(AlertStanding.None, 'H', Start);
        var fires = Step(first.Standing, 'H', Start.AddMinutes(3));

        Assert.Equal((Start, Start.AddMinutes(3), Start.AddMinutes(3)),
            (fires.Standing.HeldSince!.Value, fires.Standing.Since, fires.Standing.FiredAt!.Value));
    }

    private static AlertStep Step(AlertStanding before, char found, DateTimeOffset now)
    {
        var fact = found switch { 'H' => Held, 'C' => Clear, 'M' => AlertFact.Muted, _ => Unknown };
        return AlertEvaluator.Next(Rule(found != 'X'), before, new AlertFinding(fact, "why"), now);
    }

    private static AlertRule Rule(bool isEnabled) => new()
    {
        Name = "r", Note = "", Severity = AlertSeverity.Warning, Condition = AlertCondition.Disk, Q = "", Of = "",
        Threshold = 1, IsShare = false, Rise = TimeSpan.Zero, For = TimeSpan.FromMinutes(3), IsEnabled = isEnabled,
        Routes = ["*"], Revision = 1, ChangedAt = Start, ChangedBy = "o",
    };
}
