namespace Aops.Pair.Tests;

public sealed class PeerMachineTests
{
    // State and action that each trigger leads to; '-' changes nothing.
    private static readonly Dictionary<PeerTrigger, string> Table = new()
    {
        //                              Absent          Starting        Up              Silent          Ending          Backoff         Stopped
        [PeerTrigger.Connected] =      "Up              Up              Up              Up              Up              Up              Up",
        [PeerTrigger.Disconnected] =   "-               -               Silent          -               -               -               -",
        [PeerTrigger.Ended] =          "-               Backoff/Revive  Backoff/Revive  Backoff/Revive  Backoff/Revive  -               -",
        [PeerTrigger.Due] =            "Starting/Start  Ending/Kill     Ending/Kill     Ending/Kill     Ending/Kill     Starting/Start  Starting/Start",
        [PeerTrigger.KillWanted] =     "-               Ending/Kill     Ending/Kill     Ending/Kill     Ending/Kill     -               -",
        [PeerTrigger.Found] =          "Silent          -               -               -               -               Silent          -",
        [PeerTrigger.StartFailed] =    "-               Backoff/Revive  -               -               -               -               -",
    };

    public static TheoryData<PeerState, PeerTrigger, PeerState, PeerAction> EveryPair()
    {
        var data = new TheoryData<PeerState, PeerTrigger, PeerState, PeerAction>();
        foreach (var (trigger, row) in Table)
        {
            var cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var state in Enum.GetValues<PeerState>())
            {
                var parts = cells[(int)state].Split('/');
                data.Add(state, trigger,
                    parts[0] == "-" ? state : Enum.Parse<PeerState>(parts[0]),
                    parts.Length > 1 ? Enum.Parse<PeerAction>(parts[1]) : PeerAction.None);
            }
        }
        return data;
    }

    [Fact]
    public void Table_HasEveryTrigger() => Assert.Equal(Enum.GetValues<PeerTrigger>().Order(), Table.Keys.Order());

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Trigger_LeadsTo(PeerState state, PeerTrigger trigger, PeerState expected, PeerAction action) =>
        Assert.Equal((expected, action), PeerMachine.Next(state, trigger));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomOrder_NeverStartsWhatMayBeAlive(int seed)
    {
        var random = new Random(seed);
        var state = PeerState.Absent;
        var triggers = Enum.GetValues<PeerTrigger>();
        for (var i = 0; i < 10_000; i++)
        {
            var before = state;
            (state, var action) = PeerMachine.Next(before, triggers[random.Next(triggers.Length)]);

            if (action == PeerAction.Start)
                Assert.True(before is PeerState.Absent or PeerState.Backoff or PeerState.Stopped);
        }
    }
}
