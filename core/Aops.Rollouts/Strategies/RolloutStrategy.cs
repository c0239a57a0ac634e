namespace Aops.Rollouts.Strategies;

/// <summary>How a rollout goes from one revision to the next.</summary>
public sealed record RolloutStrategy
{
    /// <summary>The name of <see cref="AllAtOnce"/>: a strategy that has to be named to be used.</summary>
    public const string AllAtOnceName = "all-at-once";

    /// <summary>Canaries, then a ramp, in one stage.</summary>
    public static RolloutStrategy Default { get; } = new();

    /// <summary>Every host at one time, without a soak. Its budget halts it nevertheless.</summary>
    public static RolloutStrategy AllAtOnce { get; } = new()
    {
        Name = AllAtOnceName, Canary = new(0, 0), Ramp = RampRule.All, Soak = TimeSpan.Zero,
    };

    /// <summary>
    /// The way back: the revision before has run on these hosts, so one canary without a pause for thought, and a wide ramp.
    /// </summary>
    public static RolloutStrategy Undo { get; } = new()
    {
        Name = "undo", Canary = new(1, 1), Ramp = new(50, 10, 2000, 50), Soak = TimeSpan.FromMinutes(1),
    };

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "default";

    /// <summary>Its stages, one after another; at least one.</summary>
    public IReadOnlyList<StageRule> Stages { get; init; } = [new StageRule { Name = "all" }];

    /// <summary>The hosts of each stage that go first.</summary>
    public CanaryRule Canary { get; init; } = new();

    /// <summary>How many hosts may be unproven at one time.</summary>
    public RampRule Ramp { get; init; } = new();

    /// <summary>What halts it.</summary>
    public BudgetRule Budget { get; init; } = new();

    /// <summary>Who has to approve it.</summary>
    public ApprovalRule Approval { get; init; } = new();

    /// <summary>How long a success has to last before it is proven. Sick within it, the host is charged.</summary>
    public TimeSpan Soak { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after its own order a host is lost, or an order that is hindered is taken back.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after the last stage hosts are waited for that could not be reached.</summary>
    public TimeSpan Trail { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How often an order that was hindered is given again, before the host is left out as an exception.</summary>
    public int ExcusesMax { get; init; } = 3;

    /// <summary>How many bytes hosts may be sent for, a second; null: no bound.</summary>
    public long? BytesPerSecondMax { get; init; }

    /// <summary>Not before this time, UTC; null: at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Whether it goes on while the fleet is frozen.</summary>
    public bool IgnoresFreeze { get; init; }
}
